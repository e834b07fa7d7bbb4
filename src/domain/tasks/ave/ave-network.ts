import type { AdapterMethod } from '../../adapters/adapter-method.js';
import { dgsctMethod } from '../../dgsct/dgsct-method.js';
import type { InterleavedStreams } from '../../dgsct/interleave.js';
import { constant, input, type Scope } from '../../graph/leaves.js';
import { expand, reshape } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ForwardContext } from '../../layers/forward-context.js';
import { guidedEncoders, pooledTokens } from '../guided-encoders.js';
import type { BatchShape } from '../task.js';
import { declareTokenDownsampler } from '../token-downsampler.js';
import type { AveSettings } from './ave-settings.js';
import { cmbsHead } from './cmbs-head.js';
import { temporalAttention } from './temporal-attention.js';

export interface AveInputs {
  /** One waveform a segment [B, T, samples], before repetition. */
  readonly wave: Tensor;
  /** Normalised frames [B, T, 3, H, W]. */
  readonly image: Tensor;
}

/** Declares the inputs of the network. @param samples of one segment */
export const aveInputs = ({ image }: AveSettings, { clips, segments }: BatchShape, samples: number): AveInputs => ({
  wave: input('wave', [clips, segments, samples]),
  image: input('image', [clips, segments, 3, ...image.imageSize]),
});

export interface AveOutputs {
  /** Logits [T, B, 1]; time comes first. */
  readonly isEventScores: Tensor;
  /** [B, C] */
  readonly eventScores: Tensor;
  /** [T, B, 1] in (0, 1) */
  readonly audioVisualGate: Tensor;
  /** [B, C] */
  readonly avScore: Tensor;
  readonly streams: InterleavedStreams;
  /** Pooled vectors [N, 1, C_v] and [N, 1, C_a]; n = b·T + t. */
  readonly visualPooled: Tensor;
  readonly audioPooled: Tensor;
  /** Gated sequences [T, B, d_model]. */
  readonly videoFeature: Tensor;
  readonly audioFeature: Tensor;
}

/**
 * The whole network: frozen encoders with adapters, pooling by the guided maps, temporal attention, CMBS head. spec/task-ave §2–4.
 * @param adapter the method that the settings name; the network's own (DG-SCT) need not be given
 * @throws AvtoolError ADAPTER_UNKNOWN when the settings name another method than the given one
 */
export function aveNetwork(scope: Scope, { wave, image }: AveInputs, settings: AveSettings, classes: number, context: ForwardContext, adapter?: AdapterMethod): AveOutputs {
  const [clips, segments] = image.shape;
  const rows = clips * segments;
  const { htsat, streams } = guidedEncoders(scope, reshape(image, [rows, ...image.shape.slice(2)]), reshape(wave, [rows, wave.shape[2]]), settings, context, adapter);
  if (settings.unusedWeights) {
    htsat.norm(streams.audioTokens);
    if (settings.adapter === dgsctMethod.name) declareTokenDownsampler(scope, settings.image, settings.visualAdapter);
  }
  const visualPooled = pooledTokens(streams.visualTokens, streams.visualMap);
  const audioPooled = pooledTokens(streams.audioTokens, streams.audioMap);
  const sequence = (x: Tensor): Tensor => reshape(x, [clips, segments, x.shape[2]]);
  const silenced = (x: Tensor): Tensor => expand(constant(0), x.shape);
  const temporal = temporalAttention(
    scope.child('temporal_attn'),
    settings.modality === 'audio' ? silenced(sequence(visualPooled)) : sequence(visualPooled),
    settings.modality === 'vision' ? silenced(sequence(audioPooled)) : sequence(audioPooled),
    settings.temporal,
    settings.unusedWeights,
    context,
  );
  const head = cmbsHead(scope.child('CMBS'), temporal.visual, temporal.audio, classes, settings.head.classGamma, settings.unusedWeights);
  return {
    isEventScores: head.isEventScores,
    eventScores: head.eventScores,
    audioVisualGate: temporal.audioVisualGate,
    avScore: head.avScore,
    streams,
    visualPooled,
    audioPooled,
    videoFeature: temporal.visual,
    audioFeature: temporal.audio,
  };
}
