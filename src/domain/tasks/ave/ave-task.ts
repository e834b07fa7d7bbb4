import { normalisedFrames } from '../../data/image-preprocessing.js';
import { dgsctMethod } from '../../dgsct/dgsct-method.js';
import { reshape } from '../../graph/operations.js';
import type { Tensor, TensorValue } from '../../graph/tensor.js';
import type { StoredClip } from '../../ports/clip-store.js';
import { rowClips, segmentLabels, segmentWaves } from '../batch-rows.js';
import { plainSettings } from '../overlay-settings.js';
import { majorityBaseline, segmentsRight, showSegments } from '../segment-timeline.js';
import type { BatchShape, SegmentPrediction, TaskDefinition, TrainingSettings } from '../task.js';
import { attentionGrid, classProbabilities, decodeSegments, eventProbabilities } from './ave-decode.js';
import { clipClass, publishedClipClass } from './ave-labels.js';
import { aveExport } from './ave-export.js';
import { aveLoss, aveTargets } from './ave-loss.js';
import { aveMetrics } from './ave-metrics.js';
import { aveCost } from './ave-cost.js';
import { aveInputs, aveNetwork } from './ave-network.js';
import { aveSettings, paperAveSettings, samplesPerSegment, type AveSettings } from './ave-settings.js';

/** The published command (spec/task-ave §6). */
const published: TrainingSettings = {
  recipe: 'published',
  epochs: 50,
  batchSize: 8,
  accumulate: 2,
  accumulation: 'last-batch-only',
  optimiser: 'adam',
  learningRate: 5e-4,
  weightDecay: 0,
  schedule: { kind: 'step', everyEpochs: 3, factor: 0.35 },
  earlyStop: 20,
  seed: 43,
  selectionSplit: 'test',
};

const fixed: TrainingSettings = { ...published, recipe: 'fixed', accumulation: 'mean', selectionSplit: 'val' };

/** Audio-visual event localisation: for every second, the event that is both seen and heard, or background. */
export const aveTask: TaskDefinition<SegmentPrediction> = {
  name: 'ave',
  title: 'audio-visual event localisation',
  recipes: { fixed, published },
  recipeModels: { fixed: {}, published: { encodersTrain: true, audio: { specAugment: true }, ...aveCost.countedModel } },
  sizes: { paper: plainSettings(paperAveSettings) },

  trainable: (name) => /adapter_blocks|CMBS|temporal_attn/.test(name),

  adapters: { setting: 'adapter', groups: ['visualAdapter', 'audioAdapter'], methods: [dgsctMethod] },

  forward(scope, settings, shape, context, adapter) {
    const ave = aveSettings(settings, adapter);
    const network = aveNetwork(scope, aveInputs(ave, shape, samplesPerSegment(ave, shape)), ave, shape.classes, context, adapter);
    const { visualMap } = network.streams;
    const outputs: Record<string, Tensor> = {
      isEventScores: network.isEventScores,
      eventScores: network.eventScores,
      audioVisualGate: network.audioVisualGate,
      avScore: network.avScore,
    };
    if (visualMap !== undefined) outputs.visualMap = reshape(visualMap, [shape.clips, shape.segments, visualMap.shape[2]]);
    return { outputs };
  },

  features(scope, settings, shape, context, adapter) {
    const ave = aveSettings(settings, adapter);
    const { visualPooled, audioPooled } = aveNetwork(scope, aveInputs(ave, shape, samplesPerSegment(ave, shape)), ave, shape.classes, context, adapter);
    const rows = (pooled: Tensor): Tensor => reshape(pooled, [pooled.shape[0], pooled.shape[2]]);
    return { pictures: rows(visualPooled), sounds: rows(audioPooled) };
  },

  loss({ isEventScores, eventScores, audioVisualGate, avScore }, settings, recipe, shape) {
    const { gateLossWeight } = aveSettings(settings).head;
    const { loss, ...terms } = aveLoss({ isEventScores, eventScores, audioVisualGate, avScore }, aveTargets(shape), recipe === 'published' ? 'published' : 'fixed', gateLossWeight);
    return { loss, terms };
  },

  makeInputs(clips, settings, shape, sampleRateHz) {
    const ave = aveSettings(settings);
    return { wave: segmentWaves(clips, shape, sampleRateHz, ave.audio.sampleRateHz), image: imageInput(clips, ave, shape) };
  },

  makeTargets(stored, _settings, recipe, shape) {
    const { clips, segments, classes } = shape;
    const events = new Float32Array(clips * segments);
    const clipClasses = new Int32Array(clips);
    const classOf = recipe === 'published' ? publishedClipClass : clipClass;
    segmentLabels(rowClips(stored, shape), shape).forEach((labels, clip) => {
      labels.forEach((label, t) => (events[clip * segments + t] = label === classes ? 0 : 1));
      clipClasses[clip] = classOf(labels, classes);
    });
    return { events: { dtype: 'float32', shape: [clips, segments], data: events }, clipClasses: { dtype: 'int32', shape: [clips], data: clipClasses } };
  },

  decode(outputs, ids, settings, shape) {
    const { threshold } = aveSettings(settings).head;
    return ids.map((id, clip): SegmentPrediction => {
      const eventLogits = Array.from({ length: shape.segments }, (_, t) => outputs.isEventScores.data[t * shape.clips + clip]);
      const classLogits = Array.from(outputs.eventScores.data.subarray(clip * shape.classes, (clip + 1) * shape.classes));
      const scores = { eventLogits, classLogits };
      return {
        id,
        segmentClasses: decodeSegments(scores, threshold),
        eventProbabilities: eventProbabilities(scores),
        classProbabilities: classProbabilities(scores),
        ...(outputs.visualMap && { visualAttention: attentionOf(outputs.visualMap, clip, aveSettings(settings)) }),
      };
    });
  },

  cost: aveCost,
  export: aveExport,

  metrics: (predictions, truths, classes) =>
    aveMetrics(predictions.map(({ segmentClasses }) => segmentClasses), truths.map(({ segmentLabels }) => segmentLabels), classes),
  baselines: (truths) => [majorityBaseline(truths)],
  rightShare: segmentsRight,
  show: showSegments,
  timeline: (prediction) => prediction,
};

function imageInput(clips: readonly StoredClip[], ave: AveSettings, shape: BatchShape): TensorValue {
  const [height, width] = ave.image.imageSize;
  const rows = rowClips(clips, shape);
  const data = new Float32Array(shape.clips * shape.segments * 3 * height * width);
  const perClip = shape.segments * 3 * height * width;
  rows.forEach((clip, row) => data.set(row > 0 && rows[row - 1] === clip ? data.subarray((row - 1) * perClip, row * perClip) : normalisedFrames(clip.frames, height, width), row * perClip));
  return { dtype: 'float32', shape: [shape.clips, shape.segments, 3, height, width], data };
}

/** Guided attention over the last stage's token grid. */
function attentionOf({ data, shape: [, segments, tokens] }: TensorValue, clip: number, { image }: AveSettings): SegmentPrediction['visualAttention'] {
  const maps = Array.from({ length: segments }, (_, t) => Array.from(data.subarray((clip * segments + t) * tokens, (clip * segments + t + 1) * tokens)));
  return { grid: attentionGrid(image), maps };
}
