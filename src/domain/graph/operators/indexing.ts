import { applyOperator } from '../apply-operator.js';
import { constant } from '../leaves.js';
import { elementCount, formatShape, normaliseAxis, stridesOf } from '../shapes.js';
import { ShapeFault, type NumericArray, type Operator, type Shape, type Tensor } from '../tensor.js';
import { add, mul } from './elementwise.js';
import { cast, equal, less, where } from './logic.js';
import { expand, reshape, transpose, unsqueeze } from './movement.js';
import { reduceSum } from './reductions.js';

type AxisAttributes = { readonly axis: number };

/** Indices must be in 0 … size − 1; {@link gather} brings negative ones there. */
export const Gather: Operator<AxisAttributes> = {
  name: 'Gather',
  doc: 'Slices along an axis at integer indices; the axis is replaced by the axes of the indices.',
  outputs: ([x, indices], { axis }) => {
    if (indices.dtype !== 'int32') throw new ShapeFault(`indices must be int32, are ${indices.dtype}`);
    const along = normaliseAxis(axis, x.shape.length);
    return [{ dtype: x.dtype, shape: [...x.shape.slice(0, along), ...indices.shape, ...x.shape.slice(along + 1)] }];
  },
  gradient: ({ inputs: [x, indices], attributes: { axis }, upstream }) => [() => gatherGradient(x, indices, normaliseAxis(axis, x.shape.length), upstream), undefined],
};

function gatherGradient(x: Tensor, indices: Tensor, axis: number, upstream: Tensor): Tensor {
  const inverse = indices.origin.kind === 'constant' && indices.shape.length === 1 ? inversePermutation(indices.origin.value.data, x.shape[axis]) : undefined;
  if (inverse !== undefined) return gather(upstream, constant(inverse, [inverse.length], 'int32'), axis);
  const count = elementCount(indices.shape);
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  const flat = reshape(upstream, [...before, count, ...after]);
  const rank = x.shape.length;
  const toFront = [axis, ...Array.from({ length: rank }, (_, k) => k).filter((k) => k !== axis)];
  const back = toFront.map((_, k) => toFront.indexOf(k));
  const zeros = expand(constant(0), [x.shape[axis], ...before, ...after]);
  return transpose(scatterNd(zeros, reshape(indices, [count, 1]), transpose(flat, toFront), 'add'), back);
}

function inversePermutation(indices: NumericArray, size: number): number[] | undefined {
  if (indices.length !== size) return undefined;
  const inverse = new Array<number>(size).fill(-1);
  indices.forEach((source: number, position: number) => (inverse[source] = position));
  return inverse.includes(-1) ? undefined : inverse;
}

type ScatterNdAttributes = { readonly reduction: 'none' | 'add' };
/** Indices [n, k] address the first k axes of x; updates are [n, …rest]. Indices must be in range. */
export const ScatterND: Operator<ScatterNdAttributes> = {
  name: 'ScatterND',
  doc: 'x with updates written (none) or added (add) at index tuples.',
  outputs: ([x, indices, updates]) => {
    const [count, depth] = indices.shape;
    const expected = [count, ...x.shape.slice(depth)];
    if (indices.dtype !== 'int32' || indices.shape.length !== 2) throw new ShapeFault('indices must be an int32 matrix');
    if (formatShape(updates.shape) !== formatShape(expected)) throw new ShapeFault(`updates have shape ${formatShape(updates.shape)}, expected ${formatShape(expected)}`);
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  gradient: ({ inputs: [x, indices, updates], attributes: { reduction }, upstream }) => [
    () => (reduction === 'add' ? upstream : scatterNd(upstream, indices, expand(constant(0), updates.shape), 'none')),
    undefined,
    () => gather(reshape(upstream, [elementCount(x.shape.slice(0, indices.shape[1])), ...x.shape.slice(indices.shape[1])]), flatIndices(indices, x.shape), 0),
  ],
};

/** Index tuples [n, k] as single indices [n] into the first k axes, flattened. */
function flatIndices(indices: Tensor, shape: Shape): Tensor {
  const strides = stridesOf(shape.slice(0, indices.shape[1]));
  return reduceSum(mul(indices, constant(strides, [strides.length], 'int32')), [1]);
}

type TopKAttributes = { readonly axis: number; readonly k: number; readonly largest: boolean };
export const TopK: Operator<TopKAttributes> = {
  name: 'TopK',
  doc: 'The k largest (or smallest) values along an axis in order, and their indices; the lower index first among equals.',
  outputs: ([x], { axis, k }) => {
    const along = normaliseAxis(axis, x.shape.length);
    if (k < 1 || k > x.shape[along]) throw new ShapeFault(`k ${k} does not fit axis ${along} of size ${x.shape[along]}`);
    const shape = x.shape.map((size, position) => (position === along ? k : size));
    return [
      { dtype: x.dtype, shape },
      { dtype: 'int32', shape },
    ];
  },
  gradient: ({ inputs: [x], outputs: [, indices], attributes: { axis }, upstreams: [upstream] }) =>
    upstream === undefined
      ? [undefined]
      : [
          () => {
            const along = normaliseAxis(axis, x.shape.length);
            const places = oneHot(indices, x.shape[along], along + 1);
            return reduceSum(mul(places, unsqueeze(upstream, along + 1)), [along]);
          },
        ],
};

/** Slices of x along `axis`; negative constant indices count from the end. */
export function gather(x: Tensor, indices: Tensor, axis: number): Tensor {
  return applyOperator(Gather, [x, nonNegative(indices, x.shape[normaliseAxis(axis, x.shape.length)])], { axis })[0];
}

/** Slices of x along `axis` at indices known now. */
export const take = (x: Tensor, indices: readonly number[], axis: number): Tensor => gather(x, constant(indices, [indices.length], 'int32'), axis);

/** Indices with negative ones counted from the end. */
export function nonNegative(indices: Tensor, size: number): Tensor {
  if (indices.origin.kind === 'constant') {
    const { data } = indices.origin.value;
    if (!data.some((index: number) => index < 0)) return indices;
    return constant(Array.from(data, (index: number) => (index < 0 ? index + size : index)), indices.shape, 'int32');
  }
  return where(less(indices, constant(0, [], 'int32')), add(indices, size), indices);
}

export const scatterNd = (x: Tensor, indices: Tensor, updates: Tensor, reduction: 'none' | 'add'): Tensor => applyOperator(ScatterND, [x, indices, updates], { reduction })[0];

/** @returns values and int32 indices */
export function topK(x: Tensor, k: number, axis: number, largest = true): [values: Tensor, indices: Tensor] {
  const [values, indices] = applyOperator(TopK, [x], { axis, k, largest });
  return [values, indices];
}

/** Float one-hot in a new axis of size `depth` at position `axis` of the result; negative indices count from the end. */
export function oneHot(indices: Tensor, depth: number, axis: number): Tensor {
  const at = normaliseAxis(axis, indices.shape.length + 1);
  const counter = constant(Array.from({ length: depth }, (_, k) => k), Array.from({ length: indices.shape.length + 1 }, (_, k) => (k === at ? depth : 1)), 'int32');
  return cast(equal(unsqueeze(nonNegative(indices, depth), at), counter), 'float32');
}
