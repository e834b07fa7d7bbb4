import type { Scope } from '../graph/leaves.js';
import { add, conv, reshape, transpose } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import { layerNorm } from '../layers/layer-norm.js';
import { affine, uniformFanIn } from '../layers/linear.js';
import type { Extent } from './window-permutation.js';

/**
 * Convolution with square patches, then layer norm over each token. Parameters `proj.*`, `norm.*`. Padding (patch − stride)/2.
 * @param images [N, channels, H, W]
 * @returns tokens [N, rows · columns, width]
 */
export function patchEmbedding(scope: Scope, images: Tensor, patch: number, stride: Extent, width: number): Tensor {
  const channels = images.shape[1];
  const start = uniformFanIn(channels * patch * patch);
  const weight = scope.child('proj').parameter('weight', [width, channels, patch, patch], start);
  const bias = scope.child('proj').parameter('bias', [width], start);
  const tokens = stride[0] === patch && stride[1] === patch ? separatePatches(images, weight, bias) : overlappingPatches(images, weight, bias, stride);
  return layerNorm(scope.child('norm'), tokens);
}

/** Patches that neither overlap nor leave gaps: a convolution that is one matrix product. */
function separatePatches(images: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const [batch, channels, height, imageWidth] = images.shape;
  const [width, , patch] = weight.shape;
  const [rows, columns] = [height / patch, imageWidth / patch];
  const cut = transpose(reshape(images, [batch, channels, rows, patch, columns, patch]), [0, 2, 4, 1, 3, 5]);
  return affine(reshape(cut, [batch, rows * columns, channels * patch * patch]), reshape(weight, [width, channels * patch * patch]), bias);
}

function overlappingPatches(images: Tensor, weight: Tensor, bias: Tensor, stride: Extent): Tensor {
  const pads = stride.map((step) => Math.floor((weight.shape[2] - step) / 2));
  const map = conv(images, weight, { strides: stride, begins: pads, ends: pads });
  const [batch, width, rows, columns] = map.shape;
  return add(transpose(reshape(map, [batch, width, rows * columns]), [0, 2, 1]), bias);
}
