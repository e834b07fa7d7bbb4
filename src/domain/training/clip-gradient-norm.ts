import { constant } from '../graph/leaves.js';
import { add, div, minimum, mul, reduceSum, sqrt } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';

/** Scales gradients together by min(1, maximum / (norm + 1e-6)). @returns the Euclidean norm over all of them before, and the scaled gradients */
export function clipGradientNorm(gradients: readonly Tensor[], maximumNorm: number): { norm: Tensor; clipped: Tensor[] } {
  const norm = sqrt(gradients.map((gradient) => reduceSum(mul(gradient, gradient))).reduce((sum, squares) => add(sum, squares)));
  const factor = minimum(div(constant(maximumNorm), add(norm, 1e-6)), 1);
  return { norm, clipped: gradients.map((gradient) => mul(gradient, factor)) };
}
