import type { AdapterMethod } from '../../adapters/adapter-method.js';
import type { InterleavedStreams } from '../../dgsct/interleave.js';
import { input, type Scope } from '../../graph/leaves.js';
import { reshape, transpose } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ForwardContext } from '../../layers/forward-context.js';
import { linear } from '../../layers/linear.js';
import { resize } from '../../layers/resize.js';
import { guidedEncoders, pooledTokens } from '../guided-encoders.js';
import type { BatchShape } from '../task.js';
import type { AvsSettings } from './avs-settings.js';
import { avsTemporalGates } from './avs-temporal-gates.js';
import { maskDecoder } from './mask-decoder.js';
import { mapSizes, stageMaps } from './stage-maps.js';
import { tpavi } from './tpavi.js';

export interface AvsInputs {
  /** One waveform a segment [B, T, samples], before repetition. */
  readonly wave: Tensor;
  /** Normalised frames [B, T, 3, H, W]. */
  readonly image: Tensor;
  /** λ of each row's sound [N]; where it is absent, training with the setting `mixup` draws them. */
  readonly mixupLambda?: Tensor;
}

/** Declares the inputs of the network. @param samples of one segment */
export const avsInputs = ({ frameSize }: AvsSettings, { clips, segments }: BatchShape, samples: number): AvsInputs => ({
  wave: input('wave', [clips, segments, samples]),
  image: input('image', [clips, segments, 3, ...frameSize]),
});

/** Rows n = b·T + t. */
export interface AvsOutputs {
  /** Mask logits [N, 1, H, W]. */
  readonly pred: Tensor;
  /** Every stage's rectified map [N, c, H_k, W_k], finest first. */
  readonly maps: readonly Tensor[];
  /** The sound in each stage's width [B, T, c]; none where a stage does not read the sound. */
  readonly audioFeatures: readonly (Tensor | undefined)[];
  readonly streams: InterleavedStreams;
  /** Before the temporal gates, each [N, H_k, W_k, c]. */
  readonly stageMaps: readonly Tensor[];
  /** The pooled sound before and after its gate [B, T, A]. */
  readonly audioSequence: Tensor;
  readonly audioGated: Tensor;
}

/**
 * The whole network: frozen encoders with adapters, stage maps, temporal gates, interaction with the sound, mask decoder. spec/task-avs §2–5.
 * @param adapter the method that the settings name; the network's own (DG-SCT) need not be given
 * @throws AvtoolError ADAPTER_UNKNOWN when the settings name another method than the given one
 */
export function avsNetwork(scope: Scope, inputs: AvsInputs, settings: AvsSettings, context: ForwardContext, adapter?: AdapterMethod): AvsOutputs {
  const { wave, image } = inputs;
  const [clips, segments] = image.shape;
  const rows = clips * segments;
  const { channels, headWidths } = settings.decoder;
  const { swin, htsat, streams } = guidedEncoders(scope, encoderFrames(reshape(image, [rows, ...image.shape.slice(2)]), settings), reshape(wave, [rows, wave.shape[2]]), settings, context, adapter, inputs.mixupLambda);
  if (settings.unusedWeights) htsat.norm(streams.audioTokens);

  const ends = [...streams.visualStageEnds.slice(0, -1), streams.visualTokens].map((tokens, k) => ({ tokens, grid: swin.stages[k].grid }));
  const before = stageMaps(scope, ends, mapSizes(settings.frameSize, ends.length), channels);
  const audioSequence = reshape(linear(scope.child('audio_linear'), pooledTokens(streams.audioTokens, streams.audioMap), settings.temporal.audioWidth), [clips, segments, settings.temporal.audioWidth]);
  const gates = avsTemporalGates(scope.child('temporal_attn'), before, audioSequence, settings.temporal, settings.unusedWeights, context);
  const interacted = gates.maps.map((map, k) => interact(scope, k, map, gates.audio, settings, context));
  const images = interacted.map(({ map }) => transpose(map, [0, 3, 1, 2]));
  const { pred, maps } = maskDecoder(scope, images, headWidths, settings.unusedWeights);
  return { pred, maps, audioFeatures: interacted.map(({ audioFeature }) => audioFeature), streams, stageMaps: before, audioSequence, audioGated: gates.audio };
}

/** Frames at the size of the image encoder, bicubic. @param images [N, 3, H, W] */
const encoderFrames = (images: Tensor, { image: { imageSize } }: AvsSettings): Tensor => resize(images, [images.shape[0], 3, ...imageSize], { mode: 'cubic', coordinates: 'half_pixel' });

/** Stage k's block, where it has one; else its map as it is. @param map [N, H, W, c] @param audio [B, T, A] */
function interact(scope: Scope, k: number, map: Tensor, audio: Tensor, { tpavi: { stages, ...passes } }: AvsSettings, context: ForwardContext): { map: Tensor; audioFeature: Tensor | undefined } {
  if (!stages.includes(k)) return { map, audioFeature: undefined };
  const [clips, segments] = audio.shape;
  const result = tpavi(scope.child(`tpavi_b${k + 1}`), reshape(map, [clips, segments, ...map.shape.slice(1)]), audio, passes, context);
  return { map: reshape(result.map, map.shape), audioFeature: result.audioFeature };
}
