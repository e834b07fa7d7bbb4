import { constant, constantOf, type Scope } from '../graph/leaves.js';
import { add, cast, floor, gather, mul, reshape, slice, sub, take, transpose } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import { batchNorm } from '../layers/batch-norm.js';
import type { ForwardContext } from '../layers/forward-context.js';
import { resize } from '../layers/resize.js';

/** Batch norm whose channels are the mel bins. Parameters `bn0.*`. encoders.md §3.2.2. @param x log-mel [N, 1, frames, bins] */
export const batchNorm0 = (scope: Scope, x: Tensor, context: ForwardContext): Tensor => batchNorm(scope.child('bn0'), x, 3, context);

/** x_i ← λ_i x_i + (1 − λ_i) x_{N−1−i}. encoders.md §3.2.4. @param x [N, …] @param lambda [N] */
export function mixup(x: Tensor, lambda: Tensor): Tensor {
  const batch = x.shape[0];
  const weights = reshape(lambda, [batch, ...x.shape.slice(1).map(() => 1)]);
  const mirrored = take(x, Array.from({ length: batch }, (_, i) => batch - 1 - i), 0);
  return add(mul(x, weights), mul(mirrored, sub(constant(1), weights)));
}

/** Bicubic with aligned corners. @param x [N, 1, T, B] @returns [N, 1, frames, bins] */
export const stretch = (x: Tensor, frames: number, bins: number): Tensor => resize(x, [x.shape[0], 1, frames, bins], { mode: 'cubic', coordinates: 'align_corners' });

/**
 * At most `frames` frames: of longer spectrograms the middle in evaluation, a random piece per item in training. encoders.md §3.2, last paragraph.
 * @param x [N, 1, T, bins]
 */
export function cropFrames(x: Tensor, frames: number, context: ForwardContext): Tensor {
  const spare = x.shape[2] - frames;
  if (spare <= 0) return x;
  if (!context.training) return slice(x, 2, Math.floor(spare / 2), Math.floor(spare / 2) + frames);
  return randomPiece(x, frames, context);
}

function randomPiece(x: Tensor, frames: number, context: ForwardContext): Tensor {
  const [batch, , length, bins] = x.shape;
  const starts = cast(floor(mul(context.uniform([batch, 1]), length - frames)), 'int32');
  const offsets = new Int32Array(batch * frames);
  for (let i = 0; i < offsets.length; i++) offsets[i] = Math.floor(i / frames) * length + (i % frames);
  const rows = add(constantOf({ dtype: 'int32', shape: [batch, frames], data: offsets }), starts);
  return reshape(gather(reshape(x, [batch * length, bins]), rows, 0), [batch, 1, frames, bins]);
}

/**
 * Pieces of `size` frames one above the other: image row r · bins + f, column t is bin f at frame r · size + t. encoders.md §3.2.6.
 * @param x [N, 1, ratio · size, size / ratio]
 * @returns [N, 1, size, size]
 */
export function fold(x: Tensor, size: number): Tensor {
  const [batch, , frames, bins] = x.shape;
  const pieces = reshape(x, [batch, frames / size, size, bins]);
  return reshape(transpose(pieces, [0, 1, 3, 2]), [batch, 1, (frames / size) * bins, size]);
}
