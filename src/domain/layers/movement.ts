import { concat, expand, reshape, slice, take, unsqueeze } from '../graph/operations.js';
import { elementCount, normaliseAxis } from '../graph/shapes.js';
import type { Shape, Tensor } from '../graph/tensor.js';

/** Joins tensors of one shape along a new axis. */
export const stack = (tensors: readonly Tensor[], axis: number): Tensor =>
  concat(
    tensors.map((tensor) => unsqueeze(tensor, axis)),
    axis,
  );

/** Elements start, start + step, … before end along an axis, with Python's meaning of negative bounds and steps; bounds outside are clamped. */
export function stridedSlice(x: Tensor, axis: number, start: number, end: number, step: number): Tensor {
  const size = x.shape[normaliseAxis(axis, x.shape.length)];
  const bound = (value: number): number => {
    const position = value < 0 ? value + size : value;
    return step > 0 ? Math.min(Math.max(position, 0), size) : Math.min(Math.max(position, -1), size - 1);
  };
  const [from, to] = [bound(start), bound(end)];
  if (step === 1) return slice(x, axis, from, Math.max(from, to));
  const count = Math.max(0, Math.ceil((to - from) / step));
  return take(x, Array.from({ length: count }, (_, k) => from + k * step), axis);
}

/** Elements along an axis in reverse order. */
export function flip(x: Tensor, axis: number): Tensor {
  const size = x.shape[normaliseAxis(axis, x.shape.length)];
  return take(x, Array.from({ length: size }, (_, k) => size - 1 - k), axis);
}

/** Repeats whole axes: a b c a b c. @param repeats one per axis */
export const tile = (x: Tensor, repeats: readonly number[]): Tensor =>
  repeats.reduce((tiled, count, axis) => (count === 1 ? tiled : concat(new Array<Tensor>(count).fill(tiled), axis)), x);

/** Repeats each element of an axis in a row: a a b b c c. */
export function repeatInterleave(x: Tensor, axis: number, repeats: number): Tensor {
  const at = normaliseAxis(axis, x.shape.length);
  const before = x.shape.slice(0, at);
  const after = x.shape.slice(at + 1);
  const repeated = expand(reshape(x, [...before, x.shape[at], 1, ...after]), [...before, x.shape[at], repeats, ...after]);
  return reshape(repeated, [...before, x.shape[at] * repeats, ...after]);
}

/** ONNX's Reshape: 0 copies the axis at that place, −1 is inferred. */
export function reshapeTo(x: Tensor, shape: Shape): Tensor {
  const copied = shape.map((size, axis) => (size === 0 ? x.shape[axis] : size));
  const known = elementCount(copied.filter((size) => size !== -1));
  return reshape(x, copied.map((size) => (size === -1 ? elementCount(x.shape) / known : size)));
}

/** A matrix: the axes before `axis` are joined into rows, the rest into columns. */
export const flatten = (x: Tensor, axis: number): Tensor => reshape(x, [elementCount(x.shape.slice(0, axis)), elementCount(x.shape.slice(axis))]);
