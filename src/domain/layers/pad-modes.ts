import { pad, slice, take } from '../graph/operations.js';
import { GraphError, type Tensor } from '../graph/tensor.js';

/** Constant padding where negative amounts crop. @param begins one per axis @param ends one per axis */
export function padOrCrop(x: Tensor, begins: readonly number[], ends: readonly number[], value: number): Tensor {
  const cropped = x.shape.reduce((cut, size, axis) => slice(cut, axis, Math.max(-begins[axis], 0), size - Math.max(-ends[axis], 0)), x);
  return pad(
    cropped,
    begins.map((amount) => Math.max(amount, 0)),
    ends.map((amount) => Math.max(amount, 0)),
    value,
  );
}

/** Padding that mirrors without repeating the edge element. @throws GraphError for an amount that is not below the size of its axis */
export function padReflect(x: Tensor, begins: readonly number[], ends: readonly number[]): Tensor {
  x.shape.forEach((size, axis) => {
    if (Math.max(begins[axis], ends[axis]) >= size) throw new GraphError(`axis ${axis} of size ${size} cannot be mirrored by ${begins[axis]} and ${ends[axis]} elements`);
  });
  return padByPosition(x, begins, ends, (position, size) => (position < 0 ? -position : position >= size ? 2 * (size - 1) - position : position));
}

/** Padding that repeats the edge element. */
export const padEdge = (x: Tensor, begins: readonly number[], ends: readonly number[]): Tensor =>
  padByPosition(x, begins, ends, (position, size) => Math.min(Math.max(position, 0), size - 1));

function padByPosition(x: Tensor, begins: readonly number[], ends: readonly number[], source: (position: number, size: number) => number): Tensor {
  return x.shape.reduce((padded, size, axis) => {
    if (begins[axis] === 0 && ends[axis] === 0) return padded;
    return take(padded, Array.from({ length: begins[axis] + size + ends[axis] }, (_, k) => source(k - begins[axis], size)), axis);
  }, x);
}
