import { applyOperator } from '../apply-operator.js';
import { broadcastShapes, elementCount, formatShape, normaliseAxis, sameShape } from '../shapes.js';
import { ShapeFault, type Operator, type Shape, type Tensor } from '../tensor.js';
import { sumToShape } from './broadcast-gradient.js';

type ShapeAttributes = { readonly shape: readonly number[] };
export const Reshape: Operator<ShapeAttributes> = {
  name: 'Reshape',
  doc: 'The same elements in row-major order under another shape.',
  outputs: ([x], { shape }) => {
    if (elementCount(shape) !== elementCount(x.shape)) throw new ShapeFault(`${elementCount(x.shape)} elements do not fill shape ${formatShape(shape)}`);
    return [{ dtype: x.dtype, shape }];
  },
  gradient: ({ inputs: [x], upstream }) => [() => reshape(upstream, x.shape)],
};

type TransposeAttributes = { readonly permutation: readonly number[] };
export const Transpose: Operator<TransposeAttributes> = {
  name: 'Transpose',
  doc: 'Axis k of the result is axis permutation[k] of the operand.',
  outputs: ([x], { permutation }) => {
    if ([...permutation].sort((a, b) => a - b).some((axis, k) => axis !== k) || permutation.length !== x.shape.length) {
      throw new ShapeFault(`${formatShape(permutation)} is no permutation of the ${x.shape.length} axes`);
    }
    return [{ dtype: x.dtype, shape: permutation.map((axis) => x.shape[axis]) }];
  },
  gradient: ({ attributes, upstream }) => [
    () => {
      const inverse = new Array<number>(attributes.permutation.length);
      attributes.permutation.forEach((axis, k) => (inverse[axis] = k));
      return transpose(upstream, inverse);
    },
  ],
};

export const Expand: Operator<ShapeAttributes> = {
  name: 'Expand',
  doc: 'Broadcast to a shape (two-sided: a 1 in the shape keeps the axis).',
  outputs: ([x], { shape }) => [{ dtype: x.dtype, shape: broadcastShapes(x.shape, shape) }],
  gradient: ({ inputs: [x], upstream }) => [() => sumToShape(upstream, x.shape)],
};

type ConcatAttributes = { readonly axis: number };
export const Concat: Operator<ConcatAttributes> = {
  name: 'Concat',
  doc: 'Joins tensors along an axis.',
  outputs: (inputs, { axis }) => {
    const [first] = inputs;
    const along = normaliseAxis(axis, first.shape.length);
    for (const other of inputs) {
      if (other.dtype !== first.dtype) throw new ShapeFault(`operands have different types ${first.dtype} and ${other.dtype}`);
      if (other.shape.length !== first.shape.length || other.shape.some((size, k) => k !== along && size !== first.shape[k])) {
        throw new ShapeFault(`shapes ${formatShape(first.shape)} and ${formatShape(other.shape)} differ outside axis ${along}`);
      }
    }
    return [{ dtype: first.dtype, shape: first.shape.map((size, k) => (k === along ? inputs.reduce((sum, x) => sum + x.shape[k], 0) : size)) }];
  },
  gradient: ({ inputs, attributes: { axis }, upstream }) => {
    const along = normaliseAxis(axis, upstream.shape.length);
    return inputs.map((x, position) => () => {
      const start = inputs.slice(0, position).reduce((sum, before) => sum + before.shape[along], 0);
      return slice(upstream, along, start, start + x.shape[along]);
    });
  },
};

type SliceAttributes = { readonly axis: number; readonly start: number; readonly end: number };
export const Slice: Operator<SliceAttributes> = {
  name: 'Slice',
  doc: 'Elements start … end − 1 along one axis.',
  outputs: ([x], { axis, start, end }) => {
    const along = normaliseAxis(axis, x.shape.length);
    if (!(start >= 0 && start <= end && end <= x.shape[along])) throw new ShapeFault(`range ${start}…${end} is outside axis ${along} of size ${x.shape[along]}`);
    return [{ dtype: x.dtype, shape: x.shape.map((size, k) => (k === along ? end - start : size)) }];
  },
  gradient: ({ inputs: [x], attributes: { axis, start, end }, upstream }) => [
    () => {
      const along = normaliseAxis(axis, x.shape.length);
      const pads = (amount: number): number[] => x.shape.map((_, k) => (k === along ? amount : 0));
      return pad(upstream, pads(start), pads(x.shape[along] - end), 0);
    },
  ],
};

type PadAttributes = { readonly begins: readonly number[]; readonly ends: readonly number[]; readonly value: number };
export const Pad: Operator<PadAttributes> = {
  name: 'Pad',
  doc: 'Adds constant elements before and after each axis.',
  outputs: ([x], { begins, ends }) => {
    if (begins.length !== x.shape.length || ends.length !== x.shape.length) throw new ShapeFault(`needs one begin and end for each of ${x.shape.length} axes`);
    if ([...begins, ...ends].some((amount) => amount < 0)) throw new ShapeFault('pads must not be negative: slice instead');
    return [{ dtype: x.dtype, shape: x.shape.map((size, axis) => begins[axis] + size + ends[axis]) }];
  },
  gradient: ({ inputs: [x], attributes: { begins }, upstream }) => [
    () => x.shape.reduce((cut, size, axis) => slice(cut, axis, begins[axis], begins[axis] + size), upstream),
  ],
};

export const reshape = (x: Tensor, shape: Shape): Tensor => (sameShape(x.shape, shape) ? x : applyOperator(Reshape, [x], { shape })[0]);
export const transpose = (x: Tensor, permutation: readonly number[]): Tensor =>
  permutation.every((axis, k) => axis === k) && permutation.length === x.shape.length ? x : applyOperator(Transpose, [x], { permutation })[0];
export const expand = (x: Tensor, shape: Shape): Tensor => (sameShape(x.shape, shape) ? x : applyOperator(Expand, [x], { shape })[0]);
export const concat = (tensors: readonly Tensor[], axis: number): Tensor => (tensors.length === 1 ? tensors[0] : applyOperator(Concat, tensors, { axis })[0]);
/** Elements start … end − 1 along `axis`. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const whole = start === 0 && end === x.shape[axis < 0 ? axis + x.shape.length : axis];
  return whole ? x : applyOperator(Slice, [x], { axis, start, end })[0];
}
export const pad = (x: Tensor, begins: readonly number[], ends: readonly number[], value: number): Tensor =>
  [...begins, ...ends].every((amount) => amount === 0) ? x : applyOperator(Pad, [x], { begins, ends, value })[0];

/** Cuts an axis into parts of the given sizes. */
export function split(x: Tensor, axis: number, sizes: readonly number[]): Tensor[] {
  let start = 0;
  return sizes.map((size) => slice(x, axis, start, (start += size)));
}

/** Exchanges the last two axes. */
export const swapLast = (x: Tensor): Tensor => {
  const rank = x.shape.length;
  return transpose(x, [...Array.from({ length: rank - 2 }, (_, k) => k), rank - 1, rank - 2]);
};

/** A new axis of size 1 at a position of the result. */
export const unsqueeze = (x: Tensor, axis: number): Tensor => {
  const at = normaliseAxis(axis, x.shape.length + 1);
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
};

/** Without an axis of size 1. */
export const squeeze = (x: Tensor, axis: number): Tensor => {
  const at = normaliseAxis(axis, x.shape.length);
  return reshape(x, [...x.shape.slice(0, at), ...x.shape.slice(at + 1)]);
};
