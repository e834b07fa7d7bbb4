import { clipFrames } from '../../data/clip-preprocessing.js';
import { normalisedFrames } from '../../data/image-preprocessing.js';
import { dgsctMethod } from '../../dgsct/dgsct-method.js';
import { AvtoolError } from '../../errors.js';
import { input } from '../../graph/leaves.js';
import { reduceMean, reshape } from '../../graph/operations.js';
import type { Initialiser, Tensor, TensorValue } from '../../graph/tensor.js';
import type { StoredClip } from '../../ports/clip-store.js';
import type { Tokeniser } from '../../ports/tokeniser.js';
import { stepInputs } from '../../training/training-step.js';
import { rowClips, segmentLabels, segmentWaves } from '../batch-rows.js';
import { plainSettings } from '../overlay-settings.js';
import { segmentsRight, showNames, showSegments } from '../segment-timeline.js';
import type { BatchShape, ModelSettings, SegmentPrediction, TaskDefinition, TaskLoss } from '../task.js';
import { classTextTensors, encodeClassTexts } from './class-texts.js';
import { clipClasses, clipTarget, segmentTargets } from './clip-targets.js';
import { retrievalSettings } from './complete-settings.js';
import { fuseScores } from './fusion.js';
import { publishedObjective, type RetrievalLoss } from './objectives.js';
import { paperRetrievalSettings } from './paper-settings.js';
import { contextNames } from './prompt-learner.js';
import { clipLogProbabilities, repairedObjective } from './repaired-objective.js';
import { retrievalCost } from './retrieval-cost.js';
import { decodeScores } from './retrieval-decode.js';
import { labelSection } from './label-section.js';
import { clipClassOf, retrievalBaselines, retrievalMetrics } from './retrieval-metrics.js';
import { retrievalNetwork } from './retrieval-network.js';
import { retrievalRecipeModels, retrievalRecipes } from './retrieval-recipes.js';
import type { RetrievalSettings } from './retrieval-settings.js';
import { weightedContrast } from './weighted-contrast.js';

/** Where a learnt context starts that has no words: N(0, 0.02²). */
const randomContext: Initialiser = { kind: 'normal', deviation: 0.02 };
const backgroundName = 'background';

/** Clips against the names of classes with CLIP and CLAP: zero-shot, few-shot and pre-training (paper section 4.4). */
export const retrievalTask: TaskDefinition<SegmentPrediction> = {
  name: 'classify',
  title: 'classification by names with CLIP and CLAP',
  recipes: retrievalRecipes,
  recipeModels: retrievalRecipeModels,
  sizes: { 'vit-b-32': plainSettings(paperRetrievalSettings) },

  trainable: (name) => /adapter_blocks|clip_adapter|prompt_learner\.(fresh_)?ctx|audio_visual_contrastive_learner|^temperature\.|^common\./.test(name),

  adapters: { setting: 'adapter', groups: ['visualAdapter', 'audioAdapter'], methods: [dgsctMethod] },

  async bindData(settings, { classes, tokenisers, files }) {
    const { prompts, background, audioTextLength, text, audioText } = retrievalSettings(settings);
    if (files.length === 0) throw noWeights();
    const [clip, clap] = [await tokenisers.clip(files), await tokenisers.roberta(files)];
    requireVocabulary("CLIP's", clip, 'text', text.vocabulary);
    requireVocabulary("CLAP's", clap, 'audioText', audioText.vocabulary);
    return { ...settings, classTexts: encodeClassTexts([...classes, ...(background ? [backgroundName] : [])], prompts, clip, clap, audioTextLength) };
  },

  forward(scope, settings, shape, context, adapter) {
    const retrieval = retrievalSettings(settings, adapter);
    requireTexts(retrieval, shape);
    const wave = input('wave', [shape.clips, shape.segments, shape.segmentSeconds * retrieval.audio.sampleRateHz]);
    const image = input('image', [shape.clips, shape.segments, 3, retrieval.image.imageSize, retrieval.image.imageSize]);
    const network = retrievalNetwork(scope, { wave, image }, classTextTensors(retrieval.classTexts), retrieval, adapter, randomContext, context);
    const { visualLogits, audioLogits, audioImageLogits, imageAudioLogits } = network;
    const scores = fuseScores(retrieval.fusion, visualLogits, audioLogits);
    // The contrast between sounds and pictures is trained and not asked: CLIP and CLAP alone have no weights for it.
    return { outputs: { scores, visualLogits, audioLogits, ...(context.training && { audioImageLogits, imageAudioLogits }) } };
  },

  loss(outputs, settings, _recipe, shape) {
    const retrieval = retrievalSettings(settings);
    const columns = outputs.scores.shape[1];
    const perClip = retrieval.target === 'clips';
    const labels = input('labels', [perClip ? shape.clips : shape.clips * shape.segments, columns]);
    if (retrieval.objective === 'paper') {
      const rows = (logits: Tensor): Tensor => (perClip ? reduceMean(reshape(logits, [shape.clips, shape.segments, columns]), [1]) : logits);
      const { visual, audio, total } = weightedContrast(rows(outputs.visualLogits), rows(outputs.audioLogits), labels);
      return { loss: total, terms: { visual, audio } };
    }
    return termsOf(retrieval.objective === 'fixed' ? fixedLoss(outputs, labels, perClip, shape, columns) : scriptLoss(retrieval.objective, outputs, labels, perClip, shape));
  },

  makeInputs(clips, settings, shape, sampleRateHz) {
    const retrieval = retrievalSettings(settings);
    return { wave: segmentWaves(clips, shape, sampleRateHz, retrieval.audio.sampleRateHz), image: imageInput(clips, retrieval, shape) };
  },

  makeTargets(clips, settings, _recipe, shape) {
    const { target, background, objective } = retrievalSettings(settings);
    const columns = shape.classes + (background ? 1 : 0);
    const rows = rowClips(clips, shape);
    const clipRows = Float32Array.from(rows.flatMap(({ entry }) => [...clipTarget(entry, shape.classes, columns)]));
    const ofClips: TensorValue = { dtype: 'float32', shape: [shape.clips, columns], data: clipRows };
    const labels: TensorValue =
      target === 'clips' ? { ...ofClips, data: clipRows.slice() } : { dtype: 'float32', shape: [shape.clips * shape.segments, columns], data: Float32Array.from(segmentLabels(rows, shape).flatMap((labels) => [...segmentTargets(labels, columns)])) };
    return { labels, ...(objective === 'fixed' && { clipLabels: ofClips }) };
  },

  decode: ({ scores }, ids, settings, shape) => decodeScores(scores, ids, retrievalSettings(settings), shape),

  derivedValues: contextFromWords,
  drawnAnew: (name) => name === `prompt_learner.${contextNames.fresh}`,
  batchStatistics: (settings) => retrievalSettings(settings).adaptersTrain,

  cost: retrievalCost,

  metrics: (predictions, truths, classes, settings) => retrievalMetrics(predictions, truths, classes, retrievalSettings(settings).target),
  baselines(truths, classes, settings) {
    const { target, background } = retrievalSettings(settings);
    return retrievalBaselines(truths, classes, target, classes.length + (background ? 1 : 0));
  },
  rightShare(prediction, truth, settings) {
    if (retrievalSettings(settings).target === 'segments' && truth.segmentLabels.length > 0) return segmentsRight(prediction, truth);
    return { right: clipClasses(truth, prediction.classProbabilities.length).includes(clipClassOf(prediction)) ? 1 : 0, total: 1 };
  },
  show: (prediction, classes, segmentSeconds, settings) => (retrievalSettings(settings).background ? showSegments(prediction, classes, segmentSeconds) : showNames(prediction, classes, segmentSeconds)),
  timeline: (prediction) => prediction,
  clipSections: (clips, classes) => clips.length === 0 ? [] : [labelSection(clips, classes)],
};

const noWeights = (): AvtoolError =>
  new AvtoolError({ code: 'WEIGHTS_MISSING', message: 'no weights of CLIP and CLAP were given', fix: 'give both files with --weights (avtool weights:list names some), or a trained run with --from', exitCode: 3 });

/** Ids that the model's table has no row for would read beyond it. @throws AvtoolError TOKENISER_VOCABULARY */
function requireVocabulary(whose: string, { vocabularySize }: Tokeniser, setting: string, rows: number): void {
  if (vocabularySize <= rows) return;
  throw new AvtoolError({
    code: 'TOKENISER_VOCABULARY',
    message: `${whose} tokeniser has ${vocabularySize} ids, the model's table of words ${rows} rows`,
    where: `model.${setting}.vocabulary`,
    fix: 'put the tokeniser of these weights beside them (clip.tokenizer.json, clap.tokenizer.json), or set the number of rows that they have',
    exitCode: 2,
  });
}

function fixedLoss(outputs: Readonly<Record<string, Tensor>>, labels: Tensor, perClip: boolean, { clips }: BatchShape, columns: number): RetrievalLoss {
  const compared = perClip ? clipLogProbabilities(outputs.scores, clips) : outputs.scores;
  return repairedObjective(compared, labels, input('clipLabels', [clips, columns]), outputs.audioImageLogits, outputs.imageAudioLogits);
}

function scriptLoss(script: Exclude<RetrievalSettings['objective'], 'fixed' | 'paper'>, outputs: Readonly<Record<string, Tensor>>, labels: Tensor, perClip: boolean, { clips, segments }: BatchShape): RetrievalLoss {
  const { scores } = outputs;
  const compared = perClip ? reduceMean(reshape(scores, [clips, segments, scores.shape[1]]), [1]) : scores;
  return publishedObjective(script, compared, labels, outputs.audioImageLogits, outputs.imageAudioLogits, input(stepInputs.epoch, []));
}

const termsOf = ({ event, audioImage, imageAudio, total }: RetrievalLoss): TaskLoss => ({ loss: total, terms: { event, audioImage, imageAudio } });

function imageInput(clips: readonly StoredClip[], { image: { imageSize }, frames }: RetrievalSettings, shape: BatchShape): TensorValue {
  const rows = rowClips(clips, shape);
  const perClip = shape.segments * 3 * imageSize * imageSize;
  const data = new Float32Array(shape.clips * perClip);
  rows.forEach((clip, row) => {
    const known = row > 0 && rows[row - 1] === clip;
    const prepared = (): Float32Array => (frames === 'clip' ? clipFrames(clip.frames, imageSize) : normalisedFrames(clip.frames, imageSize, imageSize));
    data.set(known ? data.subarray((row - 1) * perClip, row * perClip) : prepared(), row * perClip);
  });
  return { dtype: 'float32', shape: [shape.clips, shape.segments, 3, imageSize, imageSize], data };
}

function requireTexts({ classTexts: { clipIds }, background }: RetrievalSettings, { classes }: BatchShape): void {
  const wanted = classes + (background ? 1 : 0);
  if (clipIds.length === wanted) return;
  throw new AvtoolError({ code: 'CLASS_TEXTS', message: `the model has texts of ${clipIds.length} classes, the clips have ${wanted}`, fix: 'plan the model anew for the classes of these clips', exitCode: 2 });
}

/**
 * Rows of the token table for the words that a learnt context starts from: CLIP's own words instead of noise (spec/task-fewshot-zeroshot §10.7).
 * @param values first values by name
 */
function contextFromWords(settings: ModelSettings, values: ReadonlyMap<string, TensorValue>): ReadonlyMap<string, TensorValue> {
  const { prompts, classTexts, text } = retrievalSettings(settings);
  const table = values.get('token_embedding.weight');
  if (!prompts.learnt || classTexts.contextIds.length === 0 || table === undefined) return new Map();
  const data = Float32Array.from(classTexts.contextIds.flatMap((id) => Array.from(table.data.subarray(id * text.width, (id + 1) * text.width))));
  return new Map([['prompt_learner.ctx', { dtype: 'float32', shape: [classTexts.contextIds.length, text.width], data }]]);
}
