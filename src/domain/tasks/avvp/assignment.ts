import { constant } from '../../graph/leaves.js';
import { add, argMax, cast, equal, log, maximum, neg, reshape, softmax, stopGradient, sub } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ForwardContext } from '../../layers/forward-context.js';

/** How segments are given to groups: shares that sum to 1, or one group each. */
export type Assignment = 'soft' | 'hard';

/** The smallest number whose logarithm is still taken: no noise is infinite. */
const leastUniform = 1e-20;

/** Standard Gumbel noise −ln(−ln u). @returns [B, S, L] */
export const gumbelNoise = (shape: readonly number[], context: ForwardContext): Tensor => neg(log(neg(log(maximum(context.uniform(shape), leastUniform)))));

/**
 * Each segment's assignment over the groups; hard: 1 at the first largest score plus noise, with the gradient of the softmax. spec/task-avvp §4.3.
 * @param scores [B, S, L] @param noise [B, S, L]; only where hard @returns [B, S, L]
 */
export function assignSegments(scores: Tensor, assignment: Assignment, noise: Tensor | undefined): Tensor {
  if (assignment === 'soft') return softmax(scores, 1);
  const noisy = noise === undefined ? scores : add(scores, noise);
  const shares = softmax(noisy, 1);
  const groups = scores.shape[1];
  const chosen = equal(reshape(constant(Array.from({ length: groups }, (_, group) => group), [groups], 'int32'), [1, groups, 1]), argMax(noisy, 1, true));
  return add(cast(chosen, 'float32'), sub(shares, stopGradient(shares)));
}
