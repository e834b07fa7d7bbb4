import type { Scope } from '../../graph/leaves.js';
import { add, matmul, mul, reduceMean, reshape, swapLast } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ForwardContext } from '../../layers/forward-context.js';
import { layerNorm } from '../../layers/layer-norm.js';
import { linear } from '../../layers/linear.js';
import { batchNormInTurn } from './batch-norm-in-turn.js';
import { pointwise } from './convolution.js';

export interface TpaviResult {
  /** [B, T, H, W, c] */
  readonly map: Tensor;
  /** The sound in the map's width [B, T, c]; absent where it takes no part. */
  readonly audioFeature: Tensor | undefined;
}

/**
 * Temporal pixel-wise audio-visual interaction: every pixel of every segment reads all others, or the sound, by plain dot products.
 * Zhou et al., Audio-Visual Segmentation, ECCV 2022; spec/task-avs §5, as θ(φᵀg)/n, so that nothing of size THW × THW arises.
 * @param x maps of the clips' segments [B, T, H, W, c] @param audio gated audio sequence [B, T, A]; read only where `passes.audio`
 * @param passes which of the two blocks run (same weights): pixels reading pixels, then pixels reading the sound; their results are averaged
 */
export function tpavi(scope: Scope, x: Tensor, audio: Tensor, passes: { readonly self: boolean; readonly audio: boolean }, context: ForwardContext): TpaviResult {
  const [clips, segments, height, width, channels] = x.shape;
  const pixels = reshape(x, [clips, segments * height * width, channels]);
  const inner = Math.floor(channels / 2);
  /** θ(φᵀg)/n over n places. @param keys what φ is of [B, n, c] @param values what g is of [B, n, c] */
  const read = (keys: Tensor, values: Tensor): Tensor => {
    const phi = pointwise(scope.child('phi'), keys, inner);
    const g = pointwise(scope.child('g'), values, inner);
    const theta = pointwise(scope.child('theta'), pixels, inner);
    return matmul(theta, mul(matmul(swapLast(phi), g), 1 / keys.shape[1]));
  };

  const audioFeature = passes.audio ? linear(scope.child('align_channel'), audio, channels) : undefined;
  const readings: Tensor[] = [];
  if (passes.self) readings.push(read(pixels, pixels));
  // The sound is the same at every pixel of a segment, so the segment's values are averaged first.
  if (audioFeature !== undefined) readings.push(read(audioFeature, reduceMean(reshape(x, [clips, segments, height * width, channels]), [2])));
  if (readings.length === 0) return { map: x, audioFeature };

  const widened = readings.map((reading) => pointwise(scope.child('W_z').child(0), reading, channels));
  const results = batchNormInTurn(scope.child('W_z').child(1), widened, context).map((y) => layerNorm(scope.child('norm_layer'), add(y, pixels)));
  return { map: reshape(mul(results.reduce((sum, result) => add(sum, result)), 1 / results.length), x.shape), audioFeature };
}
