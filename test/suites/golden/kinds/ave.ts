import { input, Scope } from '../../../../src/domain/graph/leaves.js';
import type { TensorValue } from '../../../../src/domain/graph/tensor.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { repeatToLength, sampleFrameNumbers } from '../../../../src/domain/data/published-sampling.js';
import { decodeSegments } from '../../../../src/domain/tasks/ave/ave-decode.js';
import { clipClass, publishedClipClass, segmentLabels } from '../../../../src/domain/tasks/ave/ave-labels.js';
import { aveLoss, aveTargets, type AveLossRecipe } from '../../../../src/domain/tasks/ave/ave-loss.js';
import { aveAccuracy, publishedAccuracy } from '../../../../src/domain/tasks/ave/ave-metrics.js';
import { aveNetwork, type AveOutputs } from '../../../../src/domain/tasks/ave/ave-network.js';
import { cmbsHead } from '../../../../src/domain/tasks/ave/cmbs-head.js';
import { temporalAttention } from '../../../../src/domain/tasks/ave/temporal-attention.js';
import { weakLocaliser } from '../../../../src/domain/tasks/ave/weak-localiser.js';
import { initialSelection, select } from '../../../../src/domain/training/early-stopping.js';
import { stepSchedule } from '../../../../src/domain/training/schedules.js';
import type { GoldenContext, GoldenKind } from '../golden-kind.js';
import { computeForwardCase } from './case-gradients.js';
import { aveSettings, numberOf, temporalSettings } from './published-settings.js';

const shapeOf = (golden: GoldenContext, name: string): readonly number[] => {
  const value = golden.golden.inputs.get(name);
  if (value === undefined) throw new Error(`the case has no input "${name}"`);
  return value.shape;
};
const valueOf = (golden: GoldenContext, name: string): TensorValue => {
  const value = golden.golden.inputs.get(name);
  if (value === undefined) throw new Error(`the case has no input "${name}"`);
  return value;
};
export const rowsOf = ({ shape, data }: TensorValue): number[][] => Array.from({ length: shape[0] }, (_, row) => Array.from(data.subarray(row * shape[1], (row + 1) * shape[1])));
const floats = (numbers: readonly number[], shape: readonly number[] = [numbers.length]): TensorValue => ({ dtype: 'float32', shape, data: Float64Array.from(numbers) });
const integers = (numbers: readonly number[], shape: readonly number[] = [numbers.length]): TensorValue => ({ dtype: 'int32', shape, data: Int32Array.from(numbers) });

/** The loss's targets from segment labels. */
export function targetValues(labels: readonly (readonly number[])[], classes: number, recipe: AveLossRecipe): Record<string, TensorValue> {
  const classOf = recipe === 'published' ? publishedClipClass : clipClass;
  return {
    events: floats(labels.flat().map((label) => (label === classes ? 0 : 1)), [labels.length, labels[0].length]),
    clipClasses: integers(labels.map((row) => classOf(row, classes))),
  };
}

const recipeOf = (config: Readonly<Record<string, unknown>>): AveLossRecipe => (config.recipe === 'fixed' ? 'fixed' : 'published');

/** Targets derived from the case's `label` rows. */
const targetsOf = (golden: GoldenContext, classes: number): Record<string, TensorValue> => targetValues(rowsOf(valueOf(golden, 'label')), classes, recipeOf(golden.golden.config));

export const temporalAttentionKind: GoldenKind = {
  kind: 'temporal-attention',
  compute: async (golden) => {
    const { config } = golden.golden;
    const scope = Scope.root();
    const context = config.train === true ? ForwardContext.trainingWithoutNoise() : ForwardContext.evaluation();
    const visual_feature = input('visual_feature', shapeOf(golden, 'visual_feature'));
    const audio_feature = input('audio_feature', shapeOf(golden, 'audio_feature'));
    const result = temporalAttention(scope, visual_feature, audio_feature, temporalSettings(config), true, context);
    const outputs = { video_query_output: result.visual, audio_query_output: result.audio, audio_visual_gate: result.audioVisualGate };
    const { inner } = result;
    const shown = {
      audio_projected: inner.audioProjected,
      visual_projected: inner.visualProjected,
      audio_rnn: inner.audioRnn,
      visual_rnn: inner.visualRnn,
      video_key_value: inner.videoKeyValue,
      audio_query: inner.audioQuery,
      audio_key_value: inner.audioKeyValue,
      video_query: inner.videoQuery,
      audio_gate: inner.audioGate,
      video_gate: inner.videoGate,
    };
    return computeForwardCase(golden, { outputs: { ...outputs, ...shown }, loss: golden.cotangentLoss(outputs), inputs: { visual_feature, audio_feature }, scope });
  },
};

export const cmbsHeadKind: GoldenKind = {
  kind: 'cmbs-head',
  compute: async (golden) => {
    const { config } = golden.golden;
    const scope = Scope.root();
    const visual_feature = input('visual_feature', shapeOf(golden, 'visual_feature'));
    const audio_feature = input('audio_feature', shapeOf(golden, 'audio_feature'));
    const result = cmbsHead(scope, visual_feature, audio_feature, numberOf(config, 'classes'), numberOf(config, 'gamma_cas'), true);
    const outputs = { is_event_scores: result.isEventScores, event_scores: result.eventScores, av_score: result.avScore };
    const shown = { video_cas: result.inner.videoCas, audio_cas: result.inner.audioCas, class_logits: result.inner.classLogits };
    return computeForwardCase(golden, { outputs: { ...outputs, ...shown }, loss: golden.cotangentLoss(outputs), inputs: { visual_feature, audio_feature }, scope });
  },
};

export const aveLossKind: GoldenKind = {
  kind: 'ave-loss',
  compute: async (golden) => {
    const { config } = golden.golden;
    const recipe = recipeOf(config);
    const classes = numberOf(config, 'classes');
    const [clips, segments] = shapeOf(golden, 'label');
    const inputs = Object.fromEntries(['is_event_scores', 'event_scores', 'audio_visual_gate', 'av_score'].map((name) => [name, input(name, shapeOf(golden, name))]));
    const scores = { isEventScores: inputs.is_event_scores, eventScores: inputs.event_scores, audioVisualGate: inputs.audio_visual_gate, avScore: inputs.av_score };
    const targets = aveTargets({ clips, segments, segmentSeconds: 1, classes });
    const terms = aveLoss(scores, targets, recipe, recipe === 'fixed' ? numberOf(config, 'gateLossWeight') : 1);
    const outputs = {
      loss_is_event: terms.isEvent,
      loss_gate: terms.gate,
      loss_event_class: terms.eventClass,
      loss_cas: terms.cas,
      loss: terms.loss,
      labels_BCE: targets.events,
      labels_event: targets.clipClasses,
    };
    return computeForwardCase(golden, { outputs, loss: terms.loss, inputs, extraInputs: targetsOf(golden, classes), scope: Scope.root() });
  },
};

export const aveLabelsKind: GoldenKind = {
  kind: 'ave-labels',
  compute: async (golden) => {
    const { config } = golden.golden;
    const classes = numberOf(config, 'classes');
    const segments = numberOf(config, 'T');
    const labels = rowsOf(valueOf(golden, 'rows')).map(([classIndex, start, end]) => segmentLabels(classIndex, start, end, segments, 1, classes));
    const oneHot = labels.flatMap((row) => row.flatMap((label) => Array.from({ length: classes + 1 }, (_, k) => (k === label ? 1 : 0))));
    const { events, clipClasses } = targetValues(labels, classes, 'published');
    return {
      expected: {
        label: integers(labels.flat(), [labels.length, segments]),
        one_hot: floats(oneHot, [labels.length, segments, classes + 1]),
        labels_BCE: events,
        labels_event: clipClasses,
      },
      gradients: {},
    };
  },
};

/** Outputs and intermediate tensors of the whole network under the cases' names. */
const networkOutputs = (network: AveOutputs) => ({
  is_event_scores: network.isEventScores,
  event_scores: network.eventScores,
  audio_visual_gate: network.audioVisualGate,
  av_score: network.avScore,
  visual_tokens: network.streams.visualTokens,
  audio_tokens: network.streams.audioTokens,
  ...(network.streams.visualMap && { visual_map: network.streams.visualMap }),
  ...(network.streams.audioMap && { audio_map: network.streams.audioMap }),
  visual_pooled: network.visualPooled,
  audio_pooled: network.audioPooled,
  video_feature: network.videoFeature,
  audio_feature: network.audioFeature,
});

export const aveModelKind: GoldenKind = {
  kind: 'ave-model',
  compute: async (golden) => {
    const { config } = golden.golden;
    const training = golden.golden.inputs.has('label');
    const scope = Scope.root();
    const context = training ? ForwardContext.trainingWithoutNoise() : ForwardContext.evaluation();
    const classes = numberOf(config, 'classes');
    const wave = input('wave', shapeOf(golden, 'wave'));
    const image = input('image', shapeOf(golden, 'image'));
    const network = aveNetwork(scope, { wave, image }, aveSettings(config, training), classes, context);
    if (!training) return computeForwardCase(golden, { outputs: networkOutputs(network), scope });
    const terms = aveLoss(network, aveTargets({ clips: wave.shape[0], segments: wave.shape[1], segmentSeconds: 1, classes }), 'published', 1);
    const losses = { loss_is_event: terms.isEvent, loss_gate: terms.gate, loss_event_class: terms.eventClass, loss_cas: terms.cas, loss: terms.loss };
    return computeForwardCase(golden, { outputs: { ...networkOutputs(network), ...losses }, loss: terms.loss, extraInputs: targetsOf(golden, classes), scope, context });
  },
};

export const aveSelectionKind: GoldenKind = {
  kind: 'ave-selection',
  compute: async (golden) => {
    const earlyStop = numberOf(golden.golden.config, 'early_stop');
    const saved: number[] = [];
    let state = initialSelection;
    let stoppedAfter = 0;
    for (const accuracy of valueOf(golden, 'accuracy').data) {
      const step = select(state, accuracy, earlyStop);
      state = step.state;
      saved.push(step.save ? 1 : 0);
      if (step.stop) {
        stoppedAfter = saved.length;
        break;
      }
    }
    return { expected: { saved: integers(saved), best: floats([state.best]), stopped_after: integers([stoppedAfter]) }, gradients: {} };
  },
};

export const aveScheduleKind: GoldenKind = {
  kind: 'ave-schedule',
  compute: async ({ golden: { config } }) => {
    const rate = stepSchedule({ rate: numberOf(config, 'lr'), stepSize: numberOf(config, 'decay_epoch'), gamma: numberOf(config, 'decay') });
    return { expected: { lr: floats(Array.from({ length: numberOf(config, 'epochs') }, (_, epoch) => rate(epoch))) }, gradients: {} };
  },
};

export const aveSampleKind: GoldenKind = {
  kind: 'ave-sample',
  compute: async (golden) => {
    const { config } = golden.golden;
    const segments = numberOf(config, 'T');
    const counts = Array.from(valueOf(golden, 'frames_on_disk').data);
    const wave = valueOf(golden, 'wave').data;
    const segment = numberOf(config, 'segment');
    const tiled = Array.from({ length: segments }, (_, t) => Array.from(repeatToLength(Float64Array.from(wave.subarray(t * segment, (t + 1) * segment)), numberOf(config, 'target')))).flat();
    return {
      expected: {
        frame: integers(counts.flatMap((count) => sampleFrameNumbers(count, segments)), [counts.length, segments]),
        tiled: floats(tiled, [segments, numberOf(config, 'target')]),
      },
      gradients: {},
    };
  },
};

export const aveWeakLocaliserKind: GoldenKind = {
  kind: 'ave-weak-localizer',
  compute: async (golden) => {
    const scope = Scope.root();
    const fused = input('fused', shapeOf(golden, 'fused'));
    const result = weakLocaliser(scope, fused, numberOf(golden.golden.config, 'classes'));
    const outputs = { is_event_scores: result.isEventScores, raw_logits: result.rawLogits, event_scores: result.eventScores };
    return computeForwardCase(golden, { outputs, loss: golden.cotangentLoss(outputs), inputs: { fused }, scope });
  },
};

export const metricAveKind: GoldenKind = {
  kind: 'metric-ave',
  compute: async (golden) => {
    const { config } = golden.golden;
    const classes = numberOf(config, 'classes');
    const logits = rowsOf(valueOf(golden, 'is_event_logit'));
    const classLogits = rowsOf(valueOf(golden, 'event_scores'));
    const truth = rowsOf(valueOf(golden, 'label'));
    const predicted = logits.map((eventLogits, clip) => decodeSegments({ eventLogits, classLogits: classLogits[clip] }, numberOf(config, 'threshold')));
    const batches = publishedAccuracy(predicted, truth, classes, numberOf(config, 'batch'));
    const { accuracy, foreground, background } = aveAccuracy(predicted, truth, classes);
    return {
      expected: {
        predicted: integers(predicted.flat(), [predicted.length, predicted[0].length]),
        batch_accuracy: floats(batches.batches),
        accuracy_published: floats([batches.mean]),
        accuracy: floats([accuracy ?? Number.NaN]),
        foreground_accuracy: floats([foreground ?? Number.NaN]),
        background_accuracy: floats([background ?? Number.NaN]),
      },
      gradients: {},
    };
  },
};
