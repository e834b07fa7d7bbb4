import { concat, reshape, slice } from '../graph/operations.js';
import { elementCount, normaliseAxis } from '../graph/shapes.js';
import type { Tensor } from '../graph/tensor.js';

/** Cyclic shift: result element (i + shift) mod n is x's element i, along each of the axes. */
export const roll = (x: Tensor, shifts: readonly number[], axes: readonly number[]): Tensor =>
  axes.reduce((rolled, axis, k) => rollAxis(rolled, shifts[k], normaliseAxis(axis, x.shape.length)), x);

/** Cyclic shift of the flattened elements. */
export const rollFlat = (x: Tensor, shift: number): Tensor => reshape(rollAxis(reshape(x, [elementCount(x.shape)]), shift, 0), x.shape);

function rollAxis(x: Tensor, shift: number, axis: number): Tensor {
  const size = x.shape[axis];
  const cut = (((-shift % size) + size) % size);
  return cut === 0 ? x : concat([slice(x, axis, cut, size), slice(x, axis, 0, cut)], axis);
}
