import type { LabelledSpan } from '../../../../src/domain/data/clip-labels.js';
import { Scope } from '../../../../src/domain/graph/leaves.js';
import { reshape } from '../../../../src/domain/graph/operations.js';
import type { Tensor, TensorValue } from '../../../../src/domain/graph/tensor.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { avvpLoss, avvpTargets, type AvvpLossTerms } from '../../../../src/domain/tasks/avvp/avvp-loss.js';
import { avvpAccuracy, clipScores, type ParsedClip } from '../../../../src/domain/tasks/avvp/avvp-metrics.js';
import { avvpHead, avvpNetwork, type AvvpHeadOutput, type AvvpInputs, type AvvpNoise } from '../../../../src/domain/tasks/avvp/avvp-network.js';
import { avvpTemporalGates } from '../../../../src/domain/tasks/avvp/avvp-temporal-gates.js';
import { groupNet } from '../../../../src/domain/tasks/avvp/group-net.js';
import { groupingBlock, type Grouped } from '../../../../src/domain/tasks/avvp/grouping-block.js';
import { decodeArray, truthArray, type ParsingArray } from '../../../../src/domain/tasks/avvp/parsing-arrays.js';
import type { GoldenContext, GoldenKind } from '../golden-kind.js';
import { avvpHeadSettings, avvpNetworkSettings } from './avvp-settings.js';
import { computeForwardCase } from './case-gradients.js';
import { inputOf, passOf, valueOf } from './case-inputs.js';
import { numberOf } from './published-settings.js';


/** A case's noise [B, 1, S, L] as the blocks take it. */
function noiseOf(context: GoldenContext, name: string): Tensor | undefined {
  if (!context.golden.inputs.has(name)) return undefined;
  const noise = inputOf(context, name);
  return reshape(noise, [noise.shape[0], ...noise.shape.slice(2)]);
}

/** Maps with the axis of heads that the published code keeps. */
const withHead = (map: Tensor): Tensor => reshape(map, [map.shape[0], 1, ...map.shape.slice(1)]);
const maps = ({ assignment, softMap }: Grouped): { assign_hard: Tensor; assign_soft: Tensor } => ({ assign_hard: withHead(assignment), assign_soft: withHead(softMap) });

export const avvpGroupingKind: GoldenKind = {
  kind: 'avvp-grouping',
  compute: async (golden) => {
    const { config } = golden.golden;
    const scope = Scope.root();
    const inputs = { x: inputOf(golden, 'x'), group_tokens: inputOf(golden, 'group_tokens') };
    const grouped = groupingBlock(scope, inputs.x, inputs.group_tokens, { heads: numberOf(config, 'heads'), assignment: config.hard === true ? 'hard' : 'soft', noise: noiseOf(golden, 'gumbel') });
    const outputs = { out: grouped.groups, ...maps(grouped) };
    return computeForwardCase(golden, { outputs, loss: golden.cotangentLoss({ out: outputs.out, assign_soft: outputs.assign_soft }), inputs, scope });
  },
};

export const avvpModalityKind: GoldenKind = {
  kind: 'avvp-modality',
  compute: async (golden) => {
    const { config } = golden.golden;
    const scope = Scope.root();
    const inputs = { x: inputOf(golden, 'x'), x_other: inputOf(golden, 'x_other'), group_token: inputOf(golden, 'group_token') };
    const assignment = config.hard === true ? 'hard' : 'soft';
    const noise = noiseOf(golden, 'gumbel');
    const result = groupNet(scope, inputs.x, inputs.group_token, { heads: numberOf(config, 'heads'), depth: numberOf(config, 'depth'), dropPath: 0, assignment }, passOf(config.training), inputs.x_other, assignment === 'soft' ? { other: noise } : { grouping: noise });
    const outputs = { groups: result.groups, segments: result.segments, assign_soft: maps(result).assign_soft };
    return computeForwardCase(golden, { outputs, loss: golden.cotangentLoss(outputs), inputs, scope });
  },
};

export const avvpTemporalKind: GoldenKind = {
  kind: 'avvp-temporal',
  compute: async (golden) => {
    const { config } = golden.golden;
    const scope = Scope.root();
    const inputs = { visual: inputOf(golden, 'visual'), audio: inputOf(golden, 'audio') };
    const settings = { modelWidth: numberOf(config, 'tdim'), feedForward: numberOf(config, 'ff'), heads: numberOf(config, 'heads'), dropout: 0, gamma: numberOf(config, 'gamma') };
    const gates = avvpTemporalGates(scope, inputs.visual, inputs.audio, settings, ForwardContext.evaluation());
    const outputs = { visual_out: gates.gatedVisual(), audio_out: gates.gatedAudio() };
    return computeForwardCase(golden, { outputs, loss: golden.cotangentLoss(outputs), inputs, scope });
  },
};

/** What follows the encoders, under the cases' names. */
const headOutputs = (head: AvvpHeadOutput): Record<string, Tensor> => ({
  aud_cls_prob: head.audioClassLogits,
  vis_cls_prob: head.visualClassLogits,
  output: head.output,
  a_prob: head.audioProbability,
  v_prob: head.visualProbability,
  a_frame_prob: head.audioFrames,
  v_frame_prob: head.visualFrames,
  audio_sequence: head.audioSequence,
  visual_sequence: head.visualSequence,
  audio_groups: head.audioGroups,
  visual_groups: head.visualGroups,
  av_groups: head.audioVisualGroups,
});

export const avvpHeadKind: GoldenKind = {
  kind: 'avvp-head',
  compute: async (golden) => {
    const { config } = golden.golden;
    const scope = Scope.root();
    const features = { audioPooled: inputOf(golden, 'audio_pooled'), visualPooled: inputOf(golden, 'visual_pooled'), motion: inputOf(golden, 'visual_st') };
    return computeForwardCase(golden, { outputs: headOutputs(avvpHead(scope, features, avvpHeadSettings(config), numberOf(config, 'classes'), ForwardContext.evaluation())), scope });
  },
};

const lossOutputs = ({ audioVisual, audio, visual, audioClasses, visualClasses, loss }: AvvpLossTerms): Record<string, Tensor> => ({ loss_av: audioVisual, loss_a: audio, loss_v: visual, loss_cls_aud: audioClasses, loss_cls_vis: visualClasses, loss });

/** Whole numbers as the floats that the loss takes. */
export const floatTarget = (value: TensorValue): TensorValue => ({ dtype: 'float32', shape: value.shape, data: Float64Array.from(value.data) });

export const avvpLossKind: GoldenKind = {
  kind: 'avvp-loss',
  compute: async (golden) => {
    const { config } = golden.golden;
    const listed = Object.fromEntries(['output', 'a_prob', 'v_prob', 'aud_cls_prob', 'vis_cls_prob'].map((name) => [name, inputOf(golden, name)]));
    const y = avvpTargets({ clips: numberOf(config, 'B'), classes: numberOf(config, 'classes') });
    const prediction = { output: listed.output, audioProbability: listed.a_prob, visualProbability: listed.v_prob, audioClassLogits: listed.aud_cls_prob, visualClassLogits: listed.vis_cls_prob };
    const terms = avvpLoss(prediction, y, { audioSmoothing: numberOf(config, 'smooth_a'), visualSmoothing: numberOf(config, 'smooth_v') });
    const outputs = Object.fromEntries(Object.entries(lossOutputs(terms)).map(([name, value]) => [name, reshape(value, [1])]));
    return computeForwardCase(golden, { outputs, loss: terms.loss, inputs: listed, extraInputs: { classes: floatTarget(valueOf(golden, 'target')) }, scope: Scope.root() });
  },
};

/** The inputs of a network by the names of a case, those of a step after `prefix`. */
export function avvpCaseInputs(golden: GoldenContext, prefix = ''): AvvpInputs {
  const noise = (name: string): Tensor | undefined => noiseOf(golden, `${prefix}gumbel_${name}`);
  const given: AvvpNoise = Object.fromEntries(Object.entries({ visual: noise('visual'), han: noise('han'), audio: noise('audio'), audioVisual: noise('av') }).flatMap(([name, tensor]) => (tensor === undefined ? [] : [[name, tensor]])));
  return {
    wave: inputOf(golden, `${prefix}audio`),
    image: inputOf(golden, `${prefix}visual`),
    motion: inputOf(golden, `${prefix}visual_st`),
    ...(golden.golden.inputs.has(`${prefix}mixup_lambda`) && { mixupLambda: inputOf(golden, `${prefix}mixup_lambda`) }),
    noise: given,
  };
}

export const avvpModelKind: GoldenKind = {
  kind: 'avvp-model',
  compute: async (golden) => {
    const { config, inputs } = golden.golden;
    const training = inputs.has('target');
    const classes = numberOf(config, 'classes');
    const scope = Scope.root();
    const context = passOf(training);
    const settings = avvpNetworkSettings(config);
    const network = avvpNetwork(scope, avvpCaseInputs(golden), settings, classes, context);
    const outputs = { ...headOutputs(network), visual_pooled: network.visualPooled, audio_pooled: network.audioPooled };
    if (!training) return computeForwardCase(golden, { outputs, scope });
    const terms = avvpLoss(network, avvpTargets({ clips: network.output.shape[0], classes }), settings.loss);
    return computeForwardCase(golden, { outputs: { ...outputs, ...lossOutputs(terms) }, loss: terms.loss, extraInputs: { classes: floatTarget(valueOf(golden, 'target')) }, scope, context });
  },
};

const floats = (numbers: readonly number[], shape: readonly number[] = [numbers.length]): TensorValue => ({ dtype: 'float32', shape, data: Float64Array.from(numbers) });

/** [clips, classes, segments] as one array a clip. */
function arraysOf({ data, shape: [clips, classes, segments] }: TensorValue): ParsingArray[] {
  return Array.from({ length: clips }, (_, clip) => Array.from({ length: classes }, (__, k) => Array.from(data.subarray((clip * classes + k) * segments, (clip * classes + k + 1) * segments), Number)));
}

const arrays = (values: readonly ParsingArray[]): TensorValue => floats(values.flat(2), [values.length, values[0].length, values[0][0].length]);

export const metricAvvpKind: GoldenKind = {
  kind: 'metric-avvp',
  compute: (golden) => {
    const { inputs, config, expectedNames } = golden.golden;
    const [classes, segments] = [numberOf(config, 'classes'), numberOf(config, 'T')];
    if (inputs.has('rows')) {
      const { data, shape } = valueOf(golden, 'rows');
      const rows = Array.from({ length: shape[0] }, (_, row) => Array.from(data.subarray(row * 4, row * 4 + 4), Number));
      const truths = Array.from({ length: numberOf(config, 'clips') }, (_, clip) => truthArray(rows.filter(([of]) => of === clip).map(([, k, onset, offset]): LabelledSpan => [k, onset, offset]), classes, segments));
      return Promise.resolve({ expected: { truth: arrays(truths) }, gradients: {} });
    }
    const decoded = (name: string): ParsingArray[] => {
      const [output, frames] = [valueOf(golden, 'output'), valueOf(golden, name)];
      return Array.from({ length: output.shape[0] }, (_, clip) => decodeArray(output.data.subarray(clip * classes, (clip + 1) * classes), frames.data.subarray(clip * classes * segments, (clip + 1) * classes * segments), classes, segments, numberOf(config, 'threshold')));
    };
    const given = (name: string, frames: string): ParsingArray[] => (inputs.has(name) ? arraysOf(valueOf(golden, name)) : decoded(frames));
    const [audible, visible] = [given('pred_audio', 'a_frame_prob'), given('pred_visual', 'v_frame_prob')];
    const [gtAudible, gtVisible] = [arraysOf(valueOf(golden, 'gt_audio')), arraysOf(valueOf(golden, 'gt_visual'))];
    const parsed = (heard: ParsingArray[], seen: ParsingArray[]): ParsedClip[] => heard.map((array, clip) => ({ audible: array, visible: seen[clip] }));
    const truths = parsed(gtAudible, gtVisible);
    const scores = parsed(audible, visible).map((clip, k) => clipScores(clip, truths[k]));
    const { segment, event } = avvpAccuracy(scores);
    const percent = (value: number): TensorValue => floats([100 * value]);
    const all: Record<string, TensorValue> = {
      segment_audio: percent(segment.audio),
      segment_visual: percent(segment.visual),
      segment_av: percent(segment.audioVisual),
      segment_type: percent(segment.type),
      segment_event: percent(segment.event),
      event_audio: percent(event.audio),
      event_visual: percent(event.visual),
      event_av: percent(event.audioVisual),
      event_type: percent(event.type),
      event_event: percent(event.event),
      per_clip: floats(scores.flatMap((clip) => [clip.segment, clip.event].flatMap((level) => [level.audio, level.visual, level.audioVisual, level.event])), [scores.length, 8]),
      pred_audio: arrays(audible),
      pred_visual: arrays(visible),
    };
    return Promise.resolve({ expected: Object.fromEntries(expectedNames.map((name) => [name, all[name]])), gradients: {} });
  },
};
