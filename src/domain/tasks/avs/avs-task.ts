import { resizedMask } from '../../data/mask.js';
import { dgsctMethod } from '../../dgsct/dgsct-method.js';
import { AvtoolError } from '../../errors.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ClipEntry } from '../../ports/clip-store.js';
import { rowClips, segmentFrames, segmentWaves } from '../batch-rows.js';
import { plainSettings } from '../overlay-settings.js';
import type { TaskDefinition, TaskMetrics } from '../task.js';
import { avsCost } from './avs-cost.js';
import { avsLoss, avsTargets, maskedRows } from './avs-loss.js';
import { avsAccuracy, publishedAvsAccuracy } from './avs-metrics.js';
import { avsInputs, avsNetwork } from './avs-network.js';
import { avsClipPrediction, comparedPrediction, predictedMasks, type AvsClipPrediction } from './avs-prediction.js';
import { avsRecipes } from './avs-recipes.js';
import { maskSection } from './avs-report.js';
import { avsTrainable, paperAvsSettings, samplesPerSegment, taskAvsSettings } from './avs-settings.js';

/** Clips of a test batch, by which the published numbers are averaged (spec/task-avs §8). */
const publishedBatchClips = 4;

/** Audio-visual segmentation: in every frame the pixels of what sounds. */
export const avsTask: TaskDefinition<AvsClipPrediction> = {
  name: 'avs',
  title: 'audio-visual segmentation',
  recipes: { ...avsRecipes.s4.training, 'ms3-fixed': { ...avsRecipes.ms3.training.fixed, recipe: 'ms3-fixed' }, 'ms3-published': { ...avsRecipes.ms3.training.published, recipe: 'ms3-published' } },
  recipeModels: { ...avsRecipes.s4.model, 'ms3-fixed': avsRecipes.ms3.model.fixed, 'ms3-published': avsRecipes.ms3.model.published },
  sizes: { s4: plainSettings(paperAvsSettings.s4), ms3: plainSettings(paperAvsSettings.ms3) },

  trainable: (name, settings) => avsTrainable({ trainAudioEncoder: settings.trainAudioEncoder === true })(name),

  adapters: { setting: 'adapter', groups: ['visualAdapter', 'audioAdapter'], methods: [dgsctMethod] },

  forward(scope, settings, shape, context, adapter) {
    const avs = taskAvsSettings(settings, adapter);
    const { pred, maps, audioFeatures } = avsNetwork(scope, avsInputs(avs, shape, samplesPerSegment(avs, shape)), avs, context, adapter);
    const matched = context.training && avs.loss.matchingWeight > 0;
    return { outputs: { pred, ...(matched && { ...named('map', maps), ...named('audioFeature', audioFeatures) }) } };
  },

  loss(outputs, settings, _recipe, shape) {
    const avs = taskAvsSettings(settings);
    const stages = avs.image.depths.map((_, k) => k);
    const network = { pred: outputs.pred, maps: stages.map((k) => optional(outputs, `map${k}`)), audioFeatures: stages.map((k) => optional(outputs, `audioFeature${k}`)) };
    const { loss, mask, matching } = avsLoss(network, avsTargets(avs, shape), avs, shape);
    return { loss, terms: { mask, ...(matching && { matching }) } };
  },

  makeInputs(clips, settings, shape, sampleRateHz) {
    const avs = taskAvsSettings(settings);
    return { wave: segmentWaves(clips, shape, sampleRateHz, avs.audio.sampleRateHz), image: segmentFrames(rowClips(clips, shape).flatMap(({ frames }) => frames), shape, avs.frameSize) };
  },

  makeTargets(clips, settings, _recipe, shape) {
    const avs = taskAvsSettings(settings);
    const [height, width] = avs.frameSize;
    const rows = rowClips(clips, shape);
    const wanted = maskedRows(avs, shape);
    const data = new Float32Array(wanted.length * height * width);
    wanted.forEach((row, k) => {
      const clip = rows[Math.floor(row / shape.segments)];
      const mask = clip.masks?.[row % shape.segments];
      if (mask === undefined) throw maskMissing(clip.entry, row % shape.segments);
      data.set(resizedMask(mask, width, height).data, k * height * width);
    });
    return { masks: { dtype: 'float32', shape: [wanted.length, 1, height, width], data } };
  },

  decode(outputs, ids, settings, shape) {
    const { frameSize, decoder } = taskAvsSettings(settings);
    const perClip = shape.segments * frameSize[0] * frameSize[1];
    const logits = Float32Array.from(outputs.pred.data.subarray(0, ids.length * perClip));
    return ids.map((id, clip) => avsClipPrediction(id, logits.subarray(clip * perClip, (clip + 1) * perClip), frameSize, decoder.threshold));
  },

  compare: (prediction, clip) => comparedPrediction(prediction, clip),
  kept: ({ id, width, height, runs, scores = [] }) => ({ id, width, height, runs: runs.map((lengths) => [...lengths]), iou: scores.map((score) => score?.iou ?? null) }),
  masks: predictedMasks,
  cost: avsCost,

  metrics: (predictions): TaskMetrics => {
    const scores = predictions.map((prediction) => scored(prediction));
    const fixed = avsAccuracy(scores.flat());
    const published = publishedAvsAccuracy(scores.flat(), publishedBatchClips * Math.max(1, ...scores.map(({ length }) => length)));
    const values = { meanIou: fixed.iou, fScore: fixed.fScore, publishedMeanIou: published.iou, publishedFScore: published.fScore };
    return { main: 'meanIou', values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, 100 * value])), perClass: [], confusion: [] };
  },

  baselines(_truths, _classes, _settings, predictions) {
    const shares = predictions.flatMap((prediction) => scored(prediction)).map(({ trueShare }) => trueShare);
    const mean = (values: readonly number[]): number => (100 * values.reduce((sum, value) => sum + value, 0)) / Math.max(1, values.length);
    return [
      { name: 'nothing sounds', value: mean(shares.map((share) => (share === 0 ? 1 : 0))) },
      { name: 'everything sounds', value: mean(shares) },
    ];
  },

  rightShare(prediction) {
    const ious = scored(prediction).map(({ iou }) => iou);
    return { right: ious.reduce((sum, iou) => sum + iou, 0), total: ious.length };
  },

  show(prediction) {
    const shares = predictedMasks(prediction).map(({ data }) => data.reduce((sum, value) => sum + value, 0) / data.length);
    return { values: { soundingShare: shares, width: prediction.width, height: prediction.height, runs: prediction.runs.map((lengths) => [...lengths]) }, lines: [`pixels that sound, per frame: ${shares.map((share) => `${(100 * share).toFixed(0)} %`).join(' ')}`] };
  },

  clipSections: (clips) => [maskSection(clips)],
};

const scored = ({ scores = [] }: AvsClipPrediction) => scores.flatMap((score) => score ?? []);

const optional = (outputs: Readonly<Record<string, Tensor>>, name: string): Tensor | undefined => outputs[name];

const named = (name: string, tensors: readonly (Tensor | undefined)[]): Record<string, Tensor> => Object.fromEntries(tensors.flatMap((tensor, k) => (tensor === undefined ? [] : [[`${name}${k}`, tensor]])));

const maskMissing = ({ id }: ClipEntry, segment: number): AvtoolError =>
  new AvtoolError({ code: 'LABELS_MISSING', message: `the data set draws no mask for frame ${segment + 1} of ${id}, and this is what is to be learnt`, fix: 'take a data set with masks; where only first frames have one, --set model.setting=s4', exitCode: 2 });
