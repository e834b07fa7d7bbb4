import { reduceMax, reduceMean, reshape, take } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import { alongAxis } from './along-axis.js';

/** Per spatial axis: kernel, stride, pads and dilation; x is [N, C, …spatial]. */
export interface PoolOptions {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly begins: readonly number[];
  readonly ends: readonly number[];
  readonly dilations?: readonly number[];
  /** A last window that hangs over the end counts, if it starts inside. */
  readonly ceil?: boolean;
}

/** Maximum over windows; padding never wins. */
export const maxPool = (x: Tensor, options: PoolOptions): Tensor =>
  options.kernel.reduce((pooled, _, k) => maxOverWindows(pooled, k + 2, windowsOf(x.shape[k + 2], options, k)), x);

/** Mean over windows. @param countPads whether padding counts in the divisor */
export function averagePool(x: Tensor, options: PoolOptions, countPads: boolean): Tensor {
  return options.kernel.reduce((pooled, kernel, k) => meanOverWindows(pooled, k + 2, windowsOf(x.shape[k + 2], options, k), countPads ? kernel : undefined), x);
}

/** Mean over bins ⌊i·n/m⌋ … ⌈(i + 1)·n/m⌉ − 1 of each spatial axis. @param sizes m per spatial axis */
export const adaptiveAveragePool = (x: Tensor, sizes: readonly number[]): Tensor =>
  sizes.reduce((pooled, size, k) => meanOverWindows(pooled, k + 2, adaptiveBins(x.shape[k + 2], size), undefined), x);

/** Maximum over the bins of {@link adaptiveAveragePool}. */
export const adaptiveMaxPool = (x: Tensor, sizes: readonly number[]): Tensor =>
  sizes.reduce((pooled, size, k) => maxOverWindows(pooled, k + 2, adaptiveBins(x.shape[k + 2], size)), x);

const spatialAxes = (x: Tensor): number[] => x.shape.map((_, axis) => axis).slice(2);

/** Mean over all axes after the channels, kept as size 1. */
export const globalAveragePool = (x: Tensor): Tensor => reduceMean(x, spatialAxes(x), true);

/** Maximum over all axes after the channels, kept as size 1. */
export const globalMaxPool = (x: Tensor): Tensor => reduceMax(x, spatialAxes(x), true);

/** The positions inside 0 … size − 1 that each output of one axis reads. */
function windowsOf(size: number, { kernel, strides, begins, ends, dilations, ceil = false }: PoolOptions, k: number): number[][] {
  const dilation = dilations?.[k] ?? 1;
  const places = (size + begins[k] + ends[k] - dilation * (kernel[k] - 1) - 1) / strides[k];
  const rounded = (ceil ? Math.ceil(places) : Math.floor(places)) + 1;
  const count = ceil && (rounded - 1) * strides[k] >= size + begins[k] ? rounded - 1 : rounded;
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: kernel[k] }, (__, tap) => i * strides[k] - begins[k] + tap * dilation).filter((position) => position >= 0 && position < size),
  );
}

function adaptiveBins(size: number, count: number): number[][] {
  return Array.from({ length: count }, (_, i) => {
    const start = Math.floor((i * size) / count);
    return Array.from({ length: Math.ceil(((i + 1) * size) / count) - start }, (__, k) => start + k);
  });
}

/** Windows shorter than the longest repeat their first position, which changes no maximum. */
function maxOverWindows(x: Tensor, axis: number, windows: readonly number[][]): Tensor {
  const longest = Math.max(...windows.map((window) => window.length));
  const positions = windows.flatMap((window) => Array.from({ length: longest }, (_, k) => window[k] ?? window[0]));
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  return reduceMax(reshape(take(x, positions, axis), [...before, windows.length, longest, ...after]), [axis + 1]);
}

function meanOverWindows(x: Tensor, axis: number, windows: readonly number[][], divisor: number | undefined): Tensor {
  const size = x.shape[axis];
  const matrix = new Float64Array(windows.length * size);
  windows.forEach((window, row) => window.forEach((position) => (matrix[row * size + position] += 1 / (divisor ?? window.length))));
  return alongAxis(x, axis, windows.length, matrix);
}
