import type { Scope } from '../../graph/leaves.js';
import type { Tensor } from '../../graph/tensor.js';
import { movedStatistic, normaliseByBatch, normaliseByStatistics } from '../../layers/batch-norm.js';
import type { ForwardContext } from '../../layers/forward-context.js';

const epsilon = 1e-5;

/**
 * One batch norm (as the layer `batchNorm`, but its weight starts at 0) that several tensors pass one after the other:
 * each is normalised by its own batch statistics, and the running ones move once for each.
 * @param xs tensors with C channels on their last axis @returns the same shapes
 */
export function batchNormInTurn(scope: Scope, xs: readonly Tensor[], context: ForwardContext): Tensor[] {
  const axis = xs[0].shape.length - 1;
  const width = xs[0].shape[axis];
  const affine = { scale: scope.parameter('weight', [width], { kind: 'constant', value: 0 }), bias: scope.parameter('bias', [width], { kind: 'constant', value: 0 }) };
  const running = { mean: scope.statistic('running_mean', [width], 0), variance: scope.statistic('running_var', [width], 1) };
  if (!context.batchStatistics) return xs.map((x) => normaliseByStatistics(x, axis, running, affine, epsilon));
  let { mean, variance } = running;
  const outputs = xs.map((x) => {
    const normalised = normaliseByBatch(x, axis, affine, epsilon);
    mean = movedStatistic(mean, normalised.mean);
    variance = movedStatistic(variance, normalised.variance);
    return normalised.output;
  });
  context.update(running.mean, mean);
  context.update(running.variance, variance);
  return outputs;
}
