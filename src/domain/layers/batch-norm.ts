import type { Scope } from '../graph/leaves.js';
import { add, mul, reciprocal, reduceMean, reshape, sqrt, stopGradient, sub } from '../graph/operations.js';
import { elementCount } from '../graph/shapes.js';
import type { Tensor } from '../graph/tensor.js';
import type { ForwardContext } from './forward-context.js';

/**
 * Batch norm over all axes but `axis`, ε 1e-5. Parameters `weight`, `bias`; statistics `running_mean`, `running_var`.
 * Training: batch mean and biased variance; running ← 0.9 running + 0.1 batch with the unbiased variance. Evaluation: running values.
 * @param x any rank ≥ 2
 */
export function batchNorm(scope: Scope, x: Tensor, axis: number, context: ForwardContext): Tensor {
  const width = x.shape[axis];
  const along = x.shape.map((size, k) => (k === axis ? size : 1));
  const broadcast = (tensor: Tensor): Tensor => reshape(tensor, along);
  const weight = scope.parameter('weight', [width], { kind: 'constant', value: 1 });
  const bias = scope.parameter('bias', [width], { kind: 'constant', value: 0 });
  const runningMean = scope.statistic('running_mean', [width], 0);
  const runningVariance = scope.statistic('running_var', [width], 1);
  if (!context.batchStatistics) {
    const factor = mul(broadcast(weight), reciprocal(sqrt(add(broadcast(runningVariance), 1e-5))));
    return add(mul(sub(x, broadcast(runningMean)), factor), broadcast(bias));
  }
  const axes = x.shape.flatMap((_, k) => (k === axis ? [] : [k]));
  const count = elementCount(x.shape) / width;
  const mean = reduceMean(x, axes, true);
  const centred = sub(x, mean);
  const variance = reduceMean(mul(centred, centred), axes, true);
  const moved = (running: Tensor, batch: Tensor): Tensor => add(mul(running, 0.9), mul(stopGradient(reshape(batch, [width])), 0.1));
  context.update(runningMean, moved(runningMean, mean));
  context.update(runningVariance, moved(runningVariance, mul(variance, count / Math.max(count - 1, 1))));
  return add(mul(centred, mul(broadcast(weight), reciprocal(sqrt(add(variance, 1e-5))))), broadcast(bias));
}
