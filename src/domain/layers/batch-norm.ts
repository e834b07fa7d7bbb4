import type { Scope } from '../graph/leaves.js';
import { add, mul, reciprocal, reduceMean, reshape, sqrt, stopGradient, sub } from '../graph/operations.js';
import { elementCount } from '../graph/shapes.js';
import type { Tensor } from '../graph/tensor.js';
import type { ForwardContext } from './forward-context.js';

/** Per channel [C]: y = scale · normalised + bias; 1 and 0 where absent. */
export interface ChannelAffine {
  readonly scale?: Tensor;
  readonly bias?: Tensor;
}

/**
 * Batch norm over all axes but `axis`, ε 1e-5. Parameters `weight`, `bias`; statistics `running_mean`, `running_var`.
 * Training: batch mean and biased variance; running ← 0.9 running + 0.1 batch with the unbiased variance. Evaluation: running values.
 * @param x any rank ≥ 2
 */
export function batchNorm(scope: Scope, x: Tensor, axis: number, context: ForwardContext): Tensor {
  const width = x.shape[axis];
  const scale = scope.parameter('weight', [width], { kind: 'constant', value: 1 });
  const bias = scope.parameter('bias', [width], { kind: 'constant', value: 0 });
  const runningMean = scope.statistic('running_mean', [width], 0);
  const runningVariance = scope.statistic('running_var', [width], 1);
  if (!context.batchStatistics) return normaliseByStatistics(x, axis, { mean: runningMean, variance: runningVariance }, { scale, bias }, 1e-5);
  const { output, mean, variance } = normaliseByBatch(x, axis, { scale, bias }, 1e-5);
  context.update(runningMean, movedStatistic(runningMean, mean));
  context.update(runningVariance, movedStatistic(runningVariance, variance));
  return output;
}

/** 0.9 running + 0.1 batch, as a constant for differentiation. */
export const movedStatistic = (running: Tensor, batch: Tensor): Tensor => add(mul(running, 0.9), mul(stopGradient(batch), 0.1));

/** Normalises with given statistics, each [C]. */
export function normaliseByStatistics(x: Tensor, axis: number, { mean, variance }: { mean: Tensor; variance: Tensor }, { scale, bias }: ChannelAffine, epsilon: number): Tensor {
  const along = alongChannels(x, axis);
  const inverse = reciprocal(sqrt(add(along(variance), epsilon)));
  const normalised = mul(sub(x, along(mean)), scale === undefined ? inverse : mul(along(scale), inverse));
  return bias === undefined ? normalised : add(normalised, along(bias));
}

/** Normalises with the batch's own mean and biased variance. @returns also the mean and the unbiased variance, each [C] */
export function normaliseByBatch(x: Tensor, axis: number, { scale, bias }: ChannelAffine, epsilon: number): { output: Tensor; mean: Tensor; variance: Tensor } {
  const along = alongChannels(x, axis);
  const axes = x.shape.flatMap((_, k) => (k === axis ? [] : [k]));
  const width = x.shape[axis];
  const count = elementCount(x.shape) / width;
  const mean = reduceMean(x, axes, true);
  const centred = sub(x, mean);
  const variance = reduceMean(mul(centred, centred), axes, true);
  const inverse = reciprocal(sqrt(add(variance, epsilon)));
  const normalised = mul(centred, scale === undefined ? inverse : mul(along(scale), inverse));
  return {
    output: bias === undefined ? normalised : add(normalised, along(bias)),
    mean: reshape(mean, [width]),
    variance: reshape(mul(variance, count / Math.max(count - 1, 1)), [width]),
  };
}

/** Brings [C] to a shape that broadcasts along `axis` of x. */
function alongChannels(x: Tensor, axis: number): (tensor: Tensor) => Tensor {
  const shape = x.shape.map((size, k) => (k === axis ? size : 1));
  return (tensor) => reshape(tensor, shape);
}
