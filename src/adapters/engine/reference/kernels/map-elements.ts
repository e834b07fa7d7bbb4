import type { Attributes } from '../../../../domain/graph/tensor.js';
import { allocate, type Kernel } from './kernel.js';
import { broadcastRows } from './offsets.js';

/** The kernel that applies a function to every element. */
export const mapUnary =
  (compute: (x: number) => number): Kernel<Attributes> =>
  ([x], _, [type]) => {
    const y = allocate(type);
    for (let i = 0; i < y.length; i++) y[i] = compute(x.data[i]);
    return [y];
  };

/** The kernel that applies a function to every pair of elements, broadcast. */
export const mapBinary =
  (compute: (a: number, b: number) => number): Kernel<Attributes> =>
  ([a, b], _, [type]) => {
    const y = allocate(type);
    const width = type.shape[type.shape.length - 1] ?? 1;
    const rowsA = broadcastRows(a.shape, type.shape);
    const rowsB = broadcastRows(b.shape, type.shape);
    for (let row = 0, at = 0; at < y.length; row++) {
      const startA = rowsA.starts[row];
      const startB = rowsB.starts[row];
      for (let j = 0; j < width; j++) y[at++] = compute(a.data[startA + j * rowsA.step], b.data[startB + j * rowsB.step]);
    }
    return [y];
  };
