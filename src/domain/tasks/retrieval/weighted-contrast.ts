import { add, cast, div, gemm, less, maximum, mul, neg, reduceMean, reduceSum, softmax, stopGradient, transpose } from '../../graph/operations.js';
import { constant } from '../../graph/leaves.js';
import type { Tensor } from '../../graph/tensor.js';
import { crossEntropy } from '../../layers/losses.js';
import { matchingTargets } from './matching-targets.js';

export interface WeightedContrast {
  /** L_v and L_a, means over the rows. */
  readonly visual: Tensor;
  readonly audio: Tensor;
  readonly total: Tensor;
}

/**
 * Equations 9–11 with a weight for each sample: pictures against texts and sounds against texts of the same batch, in both directions;
 * w₁ of a row is y_v / (y_v + y_a), y the probability of its matching texts, without gradient.
 * @param visualLogits, audioLogits rows against all classes [N, K] @param labels of the rows, distributions [N, K]
 */
export function weightedContrast(visualLogits: Tensor, audioLogits: Tensor, labels: Tensor): WeightedContrast {
  const targets = matchingTargets(labels);
  const matching = cast(less(constant(0), targets), 'float32');
  const [v, a] = [pairLosses(visualLogits, labels, targets, matching), pairLosses(audioLogits, labels, targets, matching)];
  const w = div(v.probability, maximum(add(v.probability, a.probability), 1e-30));
  const total = reduceMean(add(mul(w, v.losses), mul(add(neg(w), 1), a.losses)));
  return { visual: reduceMean(v.losses), audio: reduceMean(a.losses), total };
}

/** Loss of each row in both directions, and the probability of its matches [N]. */
function pairLosses(logits: Tensor, labels: Tensor, targets: Tensor, matching: Tensor): { readonly losses: Tensor; readonly probability: Tensor } {
  // Column j is the text of row j.
  const pairs = gemm(logits, labels, { transposeB: true });
  const rows = crossEntropy(pairs, targets, { reduction: 'none' });
  const columns = crossEntropy(transpose(pairs, [1, 0]), targets, { reduction: 'none' });
  return { losses: mul(add(rows, columns), 0.5), probability: reduceSum(mul(stopGradient(softmax(pairs, -1)), matching), [1]) };
}
