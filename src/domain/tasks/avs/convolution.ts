import type { Scope } from '../../graph/leaves.js';
import { add, conv, reshape } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { affine, uniformFanIn } from '../../layers/linear.js';

/**
 * A convolution of an image with a square kernel that keeps its size, with bias. Parameters `weight` [outputs, inputs, k, k], `bias`.
 * @param x [N, C, H, W] @param kernel k, odd
 * @returns [N, outputs, H, W]
 */
export function convolution(scope: Scope, x: Tensor, outputs: number, kernel: number): Tensor {
  const inputs = x.shape[1];
  const start = uniformFanIn(inputs * kernel * kernel);
  const weight = scope.parameter('weight', [outputs, inputs, kernel, kernel], start);
  const bias = scope.parameter('bias', [outputs], start);
  const pads = [(kernel - 1) / 2, (kernel - 1) / 2];
  return add(conv(x, weight, { begins: pads, ends: pads }), reshape(bias, [outputs, 1, 1]));
}

/** A 1×1×1 convolution of a video over its last axis, with bias. Parameters `weight` [outputs, inputs, 1, 1, 1], `bias`. @param x [..., inputs] */
export function pointwise(scope: Scope, x: Tensor, outputs: number): Tensor {
  const inputs = x.shape[x.shape.length - 1];
  const weight = scope.parameter('weight', [outputs, inputs, 1, 1, 1], uniformFanIn(inputs));
  return affine(x, reshape(weight, [outputs, inputs]), scope.parameter('bias', [outputs], uniformFanIn(inputs)));
}
