import { GraphError, type Shape, type Tensor } from '../graph/tensor.js';
import { alongAxis } from './along-axis.js';

/** How an output index becomes a source coordinate: (i + ½)/scale − ½, i (in − 1)/(out − 1), or i/scale. */
export type Coordinates = 'half_pixel' | 'align_corners' | 'asymmetric';

/** `cubic` is Keys' kernel with a = −0.75; `nearest` rounds the coordinate down. No antialias in any. */
export type Interpolation = 'nearest' | 'linear' | 'cubic';

export interface ResizeRule {
  readonly mode: Interpolation;
  readonly coordinates: Coordinates;
}

/**
 * The linear map of one axis: row i holds the weights of the source elements of output i; positions outside repeat the edge.
 * @param scale out/in unless given
 * @returns row-major [outputs, inputs]
 */
export function resizeMatrix(inputs: number, outputs: number, { mode, coordinates }: ResizeRule, scale?: number): Float64Array {
  const matrix = new Float64Array(outputs * inputs);
  // Without a factor, k · in/out is exact where it is a whole number.
  const unscaled = (k: number): number => (scale === undefined ? (k * inputs) / outputs : k / scale);
  for (let i = 0; i < outputs; i++) {
    for (const { position, weight } of taps(mode, sourceCoordinate(i, inputs, outputs, coordinates, unscaled), inputs)) {
      matrix[i * inputs + Math.min(Math.max(position, 0), inputs - 1)] += weight;
    }
  }
  return matrix;
}

function sourceCoordinate(i: number, inputs: number, outputs: number, coordinates: Coordinates, unscaled: (k: number) => number): number {
  switch (coordinates) {
    case 'half_pixel':
      return unscaled(i + 0.5) - 0.5;
    case 'align_corners':
      return outputs === 1 ? 0 : (i * (inputs - 1)) / (outputs - 1);
    case 'asymmetric':
      return unscaled(i);
  }
}

function taps(mode: Interpolation, coordinate: number, inputs: number): { position: number; weight: number }[] {
  switch (mode) {
    case 'nearest':
      return [{ position: Math.floor(coordinate), weight: 1 }];
    case 'linear': {
      const clamped = Math.min(Math.max(coordinate, 0), inputs - 1);
      const position = Math.floor(clamped);
      return [
        { position, weight: 1 - (clamped - position) },
        { position: position + 1, weight: clamped - position },
      ];
    }
    case 'cubic': {
      const position = Math.floor(coordinate);
      return [-1, 0, 1, 2].map((tap) => ({ position: position + tap, weight: keysKernel(coordinate - (position + tap)) }));
    }
  }
}

/** Keys, "Cubic convolution interpolation", 1981, with a = −0.75. */
function keysKernel(distance: number): number {
  const a = -0.75;
  const d = Math.abs(distance);
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  if (d < 2) return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
  return 0;
}

/**
 * Resizes to a shape, axis by axis, as products with constant matrices.
 * @param sizes the whole result shape @param scales used in the coordinate rule instead of out/in, one per axis
 */
export function resize(x: Tensor, sizes: Shape, rule: ResizeRule, scales?: readonly number[]): Tensor {
  if (sizes.length !== x.shape.length) throw new GraphError(`resize of rank ${x.shape.length} to ${sizes.length} sizes`);
  return sizes.reduce((resized, size, axis) => {
    const scale = scales?.[axis];
    return size === x.shape[axis] && (scale ?? 1) === 1 ? resized : alongAxis(resized, axis, size, resizeMatrix(x.shape[axis], size, rule, scale));
  }, x);
}

/** Resizes by factors, one per axis: sizes are ⌊in · scale⌋, and the coordinates use the factors themselves. */
export const resizeByScales = (x: Tensor, scales: readonly number[], rule: ResizeRule): Tensor =>
  resize(
    x,
    x.shape.map((size, axis) => Math.floor(size * scales[axis])),
    rule,
    scales,
  );
