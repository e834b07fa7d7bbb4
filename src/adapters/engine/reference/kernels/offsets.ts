import { stridesOf } from '../../../../domain/graph/shapes.js';
import type { Shape } from '../../../../domain/graph/tensor.js';

/** start + Σ index · stride for every index tuple of `shape`, in row-major order: where a strided view finds its elements. */
export function offsetsOf(shape: Shape, strides: readonly number[], start = 0): Int32Array {
  let offsets = Int32Array.of(start);
  shape.forEach((size, axis) => {
    const coarse = offsets;
    const finer = new Int32Array(coarse.length * size);
    const stride = strides[axis];
    for (let i = 0, at = 0; i < coarse.length; i++) {
      for (let k = 0; k < size; k++) finer[at++] = coarse[i] + k * stride;
    }
    offsets = finer;
  });
  return offsets;
}

/** Strides with which an operand of `shape` fills `target`: 0 along the axes it is repeated on. */
function broadcastStrides(shape: Shape, target: Shape): number[] {
  const added = target.length - shape.length;
  const strides = stridesOf(shape);
  return target.map((_, axis) => (axis < added || shape[axis - added] === 1 ? 0 : strides[axis - added]));
}

/** Where each element of `target` finds its value in an operand of `shape` that is broadcast to it. */
export const broadcastOffsets = (shape: Shape, target: Shape): Int32Array => offsetsOf(target, broadcastStrides(shape, target));

/** The same row by row: where each row (last axis) of `target` starts in the operand, and the step along it. */
export function broadcastRows(shape: Shape, target: Shape): { readonly starts: Int32Array; readonly step: number } {
  const strides = broadcastStrides(shape, target);
  return { starts: offsetsOf(target.slice(0, -1), strides), step: strides[strides.length - 1] ?? 0 };
}

/** The one-dimensional runs of elements along an axis. */
export interface Lanes {
  readonly starts: Int32Array;
  readonly step: number;
  readonly length: number;
}

export function lanesOf(shape: Shape, axis: number): Lanes {
  const strides = stridesOf(shape);
  const without = <T>(values: readonly T[]): T[] => values.filter((_, k) => k !== axis);
  return { starts: offsetsOf(without(shape), without(strides)), step: strides[axis], length: shape[axis] };
}
