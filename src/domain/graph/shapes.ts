import { ShapeFault, type Shape } from './tensor.js';

/** Number of elements. */
export const elementCount = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

export const formatShape = (shape: Shape): string => `[${shape.join(', ')}]`;

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, axis) => size === b[axis]);

/** Elements between neighbours along each axis, row-major. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** A non-negative axis; negative ones count from the end. */
export function normaliseAxis(axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || positive < 0 || positive >= rank) throw new ShapeFault(`axis ${axis} does not exist in rank ${rank}`);
  return positive;
}

export const normaliseAxes = (axes: readonly number[], rank: number): number[] =>
  [...new Set(axes.map((axis) => normaliseAxis(axis, rank)))].sort((a, b) => a - b);

/** numpy broadcasting of two shapes, aligned at the last axis. */
export function broadcastShapes(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const sizeA = a[axis - (rank - a.length)] ?? 1;
    const sizeB = b[axis - (rank - b.length)] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) {
      throw new ShapeFault(`axis ${axis - rank} does not broadcast: ${sizeA} against ${sizeB}`);
    }
    return sizeA === 1 ? sizeB : sizeA;
  });
}

/** The shape without (or with size 1 at) the given non-negative axes. */
export const reducedShape = (shape: Shape, axes: readonly number[], keepAxes: boolean): number[] =>
  keepAxes ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) : shape.filter((_, axis) => !axes.includes(axis));
