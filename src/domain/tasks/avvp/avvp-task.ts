import { dgsctMethod } from '../../dgsct/dgsct-method.js';
import type { ClipEntry } from '../../ports/clip-store.js';
import { rowClips, segmentFrames, segmentWaves } from '../batch-rows.js';
import { plainSettings } from '../overlay-settings.js';
import type { Baseline, TaskDefinition, TaskMetrics, TrainingSettings } from '../task.js';
import { avvpCost } from './avvp-cost.js';
import { hasEvents, parsedTruth, weakClasses } from './avvp-labels.js';
import { avvpLoss, avvpTargets } from './avvp-loss.js';
import { avvpAccuracy, clipScores, type ParsedClip } from './avvp-metrics.js';
import { avvpInputs, avvpNetwork } from './avvp-network.js';
import { avvpClipPrediction, parsedPrediction, eventCues, showEvents, type AvvpClipPrediction } from './avvp-prediction.js';
import { eventSection } from './avvp-report.js';
import { both, type ParsingArray } from './parsing-arrays.js';
import { avvpSamples, avvpSettings, avvpTrainable, paperAvvpSettings } from './avvp-settings.js';

/** The published command (spec/task-avvp §6): it never stops early. */
const published: TrainingSettings = {
  recipe: 'published',
  epochs: 40,
  batchSize: 8,
  accumulate: 1,
  accumulation: 'mean',
  optimiser: 'adam',
  learningRate: 3e-4,
  weightDecay: 0,
  schedule: { kind: 'step', everyEpochs: 10, factor: 0.1 },
  earlyStop: 40,
  seed: 1,
  selectionSplit: 'val',
};

/** Audio-visual video parsing: for every class the seconds in which it is heard, and in which it is seen; learnt from which classes occur at all. */
export const avvpTask: TaskDefinition<AvvpClipPrediction> = {
  name: 'llp',
  title: 'audio-visual video parsing',
  recipes: { fixed: { ...published, recipe: 'fixed' }, published },
  recipeModels: { fixed: {}, published: { encodersTrain: true, mixup: true, audio: { specAugment: true }, ...avvpCost.countedModel } },
  sizes: { paper: plainSettings(paperAvvpSettings) },

  trainable: avvpTrainable,

  adapters: { setting: 'adapter', groups: ['visualAdapter', 'audioAdapter'], methods: [dgsctMethod] },

  forward(scope, settings, shape, context, adapter) {
    const avvp = avvpSettings(settings, adapter);
    const { output, audioFrames, visualFrames, audioProbability, visualProbability, audioClassLogits, visualClassLogits } = avvpNetwork(scope, avvpInputs(avvp, shape, avvpSamples(avvp, shape)), avvp, shape.classes, context, adapter);
    return { outputs: { output, audioFrames, visualFrames, ...(context.training && { audioProbability, visualProbability, audioClassLogits, visualClassLogits }) } };
  },

  loss({ output, audioProbability, visualProbability, audioClassLogits, visualClassLogits }, settings, _recipe, shape) {
    const { loss, ...terms } = avvpLoss({ output, audioProbability, visualProbability, audioClassLogits, visualClassLogits }, avvpTargets(shape), avvpSettings(settings).loss);
    return { loss, terms };
  },

  makeInputs(clips, settings, shape, sampleRateHz) {
    const avvp = avvpSettings(settings);
    const { clips: rows, segments } = shape;
    return {
      wave: segmentWaves(clips, shape, sampleRateHz, avvp.audio.sampleRateHz),
      image: segmentFrames(rowClips(clips, shape).flatMap(({ frames }) => frames), shape, avvp.image.imageSize),
      ...(avvp.motionWidth > 0 && { motion: { dtype: 'float32', shape: [rows, segments, avvp.motionWidth], data: new Float32Array(rows * segments * avvp.motionWidth) } }),
    };
  },

  makeTargets(clips, _settings, _recipe, shape) {
    const data = new Float32Array(shape.clips * shape.classes);
    rowClips(clips, shape).forEach(({ entry }, row) => weakClasses(entry).forEach((k) => (data[row * shape.classes + k] = 1)));
    return { classes: { dtype: 'float32', shape: [shape.clips, shape.classes], data } };
  },

  decode({ output, audioFrames, visualFrames }, ids, settings, shape) {
    const { threshold } = avvpSettings(settings).decode;
    return ids.map((id, clip) => avvpClipPrediction(id, clip, { output, audioFrames, visualFrames }, shape, threshold));
  },

  notices: (settings) => (avvpSettings(settings).motionWidth > 0 ? ['The published network reads motion features (R(2+1)D) beside frames and sound; there are none here, they are zero.'] : []),

  cost: avvpCost,

  metrics(predictions, truths, classes): TaskMetrics {
    const pairs = predictions.map((prediction, k) => ({ predicted: parsedPrediction(prediction, classes.length), truth: parsedTruth(truths[k], classes.length, prediction.segments) }));
    const { segment, event } = avvpAccuracy(pairs.map(({ predicted, truth }) => clipScores(predicted, truth)));
    const views = (level: 'segment' | 'event', { audio, visual, audioVisual, type, event: together }: typeof segment) => ({ [`${level}Type`]: type, [`${level}Event`]: together, [`${level}Audio`]: audio, [`${level}Visual`]: visual, [`${level}AudioVisual`]: audioVisual });
    const values = { ...views('segment', segment), ...views('event', event), ...emptyShares(pairs) };
    return { main: 'segmentType', values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, 100 * value])), perClass: [], confusion: [] };
  },

  baselines(truths, classes, _settings, predictions): Baseline[] {
    const type = (guess: (entry: ClipEntry, segments: number) => ParsedClip): number => 100 * avvpAccuracy(truths.map((entry, k) => clipScores(guess(entry, predictions[k].segments), parsedTruth(entry, classes.length, predictions[k].segments)))).segment.type;
    const always = (entry: ClipEntry, segments: number): number[][] => classes.map((_, k) => new Array<number>(segments).fill(weakClasses(entry).includes(k) ? 1 : 0));
    return [
      { name: 'nothing is heard or seen', value: type((_, segments) => ({ audible: never(classes.length, segments), visible: never(classes.length, segments) })) },
      { name: 'the clip’s true classes, heard and seen all the time', value: type((entry, segments) => ({ audible: always(entry, segments), visible: always(entry, segments) })) },
    ];
  },

  rightShare(prediction, truth) {
    if (!hasEvents(truth)) return commonClasses(prediction, truth);
    const classes = prediction.classProbabilities.length;
    return { right: clipScores(parsedPrediction(prediction, classes), parsedTruth(truth, classes, prediction.segments)).segment.event, total: 1 };
  },

  show: showEvents,
  cues: eventCues,

  clipSections: (clips, classes, _settings, segmentSeconds) => [eventSection(clips, classes, segmentSeconds)],
};

const never = (classes: number, segments: number): number[][] => Array.from({ length: classes }, () => new Array<number>(segments).fill(0));

/** Classes that are both said and true, of those that are either. */
function commonClasses({ audible, visible }: AvvpClipPrediction, truth: ClipEntry): { right: number; total: number } {
  const said = new Set([...audible, ...visible].map(([k]) => k));
  const wanted = weakClasses(truth);
  const right = wanted.filter((k) => said.has(k)).length;
  return { right, total: said.size + wanted.length - right };
}

/** Clips without prediction and truth in a view count as right: how many there are (spec/task-avvp §10 #16). */
function emptyShares(pairs: readonly { readonly predicted: ParsedClip; readonly truth: ParsedClip }[]): Record<string, number> {
  const share = (of: (clip: ParsedClip) => ParsingArray): number => pairs.filter(({ predicted, truth }) => ![...of(predicted), ...of(truth)].some((row) => row.includes(1))).length / pairs.length;
  return { emptyAudio: share(({ audible }) => audible), emptyVisual: share(({ visible }) => visible), emptyAudioVisual: share(({ audible, visible }) => both(audible, visible)) };
}
