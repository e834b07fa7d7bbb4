import type { AdapterMethod } from '../../adapters/adapter-method.js';
import { dgsctMethod } from '../../dgsct/dgsct-method.js';
import type { InterleavedStreams } from '../../dgsct/interleave.js';
import { encoderLinear } from '../../encoders/starting-values.js';
import { input, type Scope } from '../../graph/leaves.js';
import { concat, mul, reshape, sigmoid, transpose } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ForwardContext } from '../../layers/forward-context.js';
import { linear } from '../../layers/linear.js';
import { guidedEncoders, pooledTokens } from '../guided-encoders.js';
import type { BatchShape } from '../task.js';
import { declareTokenDownsampler } from '../token-downsampler.js';
import type { AvvpSettings } from './avvp-settings.js';
import { avvpTemporalGates } from './avvp-temporal-gates.js';
import { groupNet, type GroupNetOutput, type GroupNetSettings } from './group-net.js';

export interface AvvpInputs {
  /** One waveform a segment [B, T, samples], before repetition. */
  readonly wave: Tensor;
  /** Normalised frames [B, T, 3, H, W]. */
  readonly image: Tensor;
  /** Motion features [B, T, M], where the network has a place for them. */
  readonly motion?: Tensor | undefined;
  /** λ of each row's sound [N]; where it is absent, training with the setting `mixup` draws them. */
  readonly mixupLambda?: Tensor;
  readonly noise?: AvvpNoise;
}

/** Gumbel noise of the blocks that assign hard [B, S, L]; drawn where it is absent, in training. */
export type AvvpNoise = Readonly<Partial<Record<'visual' | 'han' | 'audio' | 'audioVisual', Tensor>>>;

/** Declares the inputs of the network. @param samples of one segment */
export const avvpInputs = ({ image, motionWidth }: AvvpSettings, { clips, segments }: BatchShape, samples: number): AvvpInputs => ({
  wave: input('wave', [clips, segments, samples]),
  image: input('image', [clips, segments, 3, ...image.imageSize]),
  ...(motionWidth > 0 && { motion: input('motion', [clips, segments, motionWidth]) }),
});

/** The seven results of spec/task-avvp §1, under the names of the published ones' meaning. */
export interface AvvpPrediction {
  /** Logits of each class token's class [K, K]. */
  readonly audioClassLogits: Tensor;
  readonly visualClassLogits: Tensor;
  /** Probability of each class in the clip [B, K], in all and by modality. */
  readonly output: Tensor;
  readonly audioProbability: Tensor;
  readonly visualProbability: Tensor;
  /** Of each class in each segment [B, T, K]; above 1 at times (§10 #2). */
  readonly audioFrames: Tensor;
  readonly visualFrames: Tensor;
}

export interface AvvpHeadOutput extends AvvpPrediction {
  /** What enters the grouping network [B, T, D]. */
  readonly audioSequence: Tensor;
  readonly visualSequence: Tensor;
  readonly audioGroups: Tensor;
  readonly visualGroups: Tensor;
  readonly audioVisualGroups: Tensor;
}

export interface AvvpOutputs extends AvvpHeadOutput {
  readonly streams: InterleavedStreams;
  /** [B, T, C] */
  readonly visualPooled: Tensor;
  readonly audioPooled: Tensor;
}

/**
 * The whole network: frozen encoders with adapters, temporal gate, grouping of segments by class. spec/task-avvp §2–4.
 * @param adapter the method that the settings name; the network's own (DG-SCT) need not be given
 * @throws AvtoolError ADAPTER_UNKNOWN when the settings name another method than the given one
 */
export function avvpNetwork(scope: Scope, { wave, image, motion, mixupLambda, noise }: AvvpInputs, settings: AvvpSettings, classes: number, context: ForwardContext, adapter?: AdapterMethod): AvvpOutputs {
  const [clips, segments] = image.shape;
  const rows = clips * segments;
  const { htsat, streams } = guidedEncoders(scope, reshape(image, [rows, ...image.shape.slice(2)]), reshape(wave, [rows, wave.shape[2]]), settings, context, adapter, mixupLambda);
  if (settings.unusedWeights) {
    htsat.norm(streams.audioTokens);
    if (settings.adapter === dgsctMethod.name) declareTokenDownsampler(scope, settings.image, settings.visualAdapter);
  }
  const sequence = (tokens: Tensor, map: Tensor | undefined): Tensor => reshape(pooledTokens(tokens, map), [clips, segments, tokens.shape[2]]);
  const visualPooled = sequence(streams.visualTokens, streams.visualMap);
  const audioPooled = sequence(streams.audioTokens, streams.audioMap);
  return { streams, visualPooled, audioPooled, ...avvpHead(scope, { visualPooled, audioPooled, motion }, settings, classes, context, noise) };
}

export interface AvvpFeatures {
  /** [B, T, C_v], [B, T, C_a], [B, T, M] */
  readonly visualPooled: Tensor;
  readonly audioPooled: Tensor;
  readonly motion?: Tensor | undefined;
}

/** From pooled features to the seven results. spec/task-avvp §3–4. */
export function avvpHead(scope: Scope, { visualPooled, audioPooled, motion }: AvvpFeatures, settings: AvvpSettings, classes: number, context: ForwardContext, noise: AvvpNoise = {}): AvvpHeadOutput {
  const { width, heads, dropPath, unimodalAssignment, crossmodalAssignment, classTokenStart } = settings;
  const into = (name: string, x: Tensor): Tensor => linear(scope.child(name), x, width, encoderLinear);
  const a = into('fc_a', audioPooled);
  const gates = avvpTemporalGates(scope.child('temporal_attn'), into('fc_v', visualPooled), a, settings.temporal, context);
  const gatedVisual = gates.gatedVisual();
  const a0 = settings.gateAudio ? gates.gatedAudio() : a;
  if (settings.unusedWeights && !settings.gateAudio) gates.gatedAudio();
  const v0 = motion === undefined ? gatedVisual : into('fc_fusion', concat([gatedVisual, into('fc_st', motion)], 2));

  const token = (name: string): Tensor => scope.parameter(name, [classes, width], classTokenStart === 'zeros' ? { kind: 'constant', value: 0 } : { kind: 'truncatedNormal', deviation: 0.02, bound: 2 });
  const [audioToken, visualToken] = [token('audio_token'), token('visual_token')];
  const within = (depth: number): GroupNetSettings => ({ heads, depth, dropPath, assignment: unimodalAssignment });
  const visual = groupNet(scope.child('visual_cug'), v0, visualToken, within(settings.visualDepth), context, undefined, { grouping: noise.visual });
  const audio = groupNet(scope.child('audio_cug'), a0, audioToken, within(settings.audioDepth), context, v0, { other: noise.han, grouping: noise.audio });
  const across = { heads, depth: settings.audioVisualDepth, dropPath, assignment: crossmodalAssignment };
  // The segments of this stage are the audio groups, its tokens the visual ones.
  const both = groupNet(scope.child('av_mcg'), audio.groups, visual.groups, across, context, undefined, { grouping: noise.audioVisual });

  const probability = (name: string, groups: Tensor): Tensor => reshape(sigmoid(linear(scope.child(name), groups, 1, encoderLinear)), groups.shape.slice(0, 2));
  const output = probability('fc_prob', both.groups);
  const audioProbability = probability('fc_prob_a', audio.groups);
  const visualProbability = probability('fc_prob_v', visual.groups);
  const classLogits = (tokens: Tensor): Tensor => linear(scope.child('fc_cls'), tokens, classes, encoderLinear);
  return {
    audioClassLogits: classLogits(audioToken),
    visualClassLogits: classLogits(visualToken),
    output,
    audioProbability,
    visualProbability,
    audioFrames: frames(audioProbability, audio, settings),
    visualFrames: frames(visualProbability, visual, settings),
    audioSequence: a0,
    visualSequence: v0,
    audioGroups: audio.groups,
    visualGroups: visual.groups,
    audioVisualGroups: both.groups,
  };
}

/** The clip's probability of each class, times the map of its group over the segments. @returns [B, T, K] */
function frames(probability: Tensor, { softMap, assignment }: GroupNetOutput, { unimodalAssignment }: AvvpSettings): Tensor {
  const map = unimodalAssignment === 'soft' ? softMap : assignment;
  return transpose(mul(map, reshape(probability, [...probability.shape, 1])), [0, 2, 1]);
}
