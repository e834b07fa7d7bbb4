import { cast, div, gemm, less, maximum, reduceSum } from '../../graph/operations.js';
import { constant } from '../../graph/leaves.js';
import type { Tensor } from '../../graph/tensor.js';

/**
 * Which rows of a batch belong together: each with itself and with all rows that share a class, as a distribution over the batch (spec/task-fewshot-zeroshot §10.16).
 * A row without any class belongs to nothing and has zeros.
 * @param labels distributions over classes [N, K] @returns [N, N]
 */
export function matchingTargets(labels: Tensor): Tensor {
  const shared = cast(less(constant(0), gemm(labels, labels, { transposeB: true })), 'float32');
  return div(shared, maximum(reduceSum(shared, [1], true), 1));
}
