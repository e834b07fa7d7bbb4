import type { Scope } from '../graph/leaves.js';
import { concat, reshape, slice } from '../graph/operations.js';
import type { Initialiser, Tensor } from '../graph/tensor.js';
import { affine } from './linear.js';

/**
 * A 1×1 convolution in groups without bias, over the last axis: output channel k of group γ sees input channels γ·in/g … (γ+1)·in/g − 1.
 * Parameter `weight` [outputs, inputs/groups, 1, 1].
 * @param x [..., inputs]
 * @returns [..., outputs]
 */
export function groupedLinear(scope: Scope, x: Tensor, outputs: number, groups: number, start: Initialiser): Tensor {
  const inputs = x.shape[x.shape.length - 1];
  const weight = reshape(scope.parameter('weight', [outputs, inputs / groups, 1, 1], start), [outputs, inputs / groups]);
  const perGroup = Array.from({ length: groups }, (_, group) =>
    affine(
      slice(x, -1, (group * inputs) / groups, ((group + 1) * inputs) / groups),
      slice(weight, 0, (group * outputs) / groups, ((group + 1) * outputs) / groups),
      undefined,
    ),
  );
  return concat(perGroup, -1);
}
