import { constant } from '../graph/leaves.js';
import { add, gather, less, mul, nonNegative, reduceSum, reshape, scatterNd, where } from '../graph/operations.js';
import { elementCount, normaliseAxis, stridesOf } from '../graph/shapes.js';
import type { Shape, Tensor } from '../graph/tensor.js';

/** y[…, i, …] = x[…, indices[…, i, …], …] along an axis; negative indices count from the end. @param indices int32, x's rank */
export function gatherElements(x: Tensor, indices: Tensor, axis: number): Tensor {
  const flat = flatPositions(x.shape, indices, normaliseAxis(axis, x.shape.length));
  return gather(reshape(x, [elementCount(x.shape)]), flat, 0);
}

/** x with updates added at the places that {@link gatherElements} reads; repeated indices accumulate. @param indices int32, the shape of updates */
export function scatterElementsAdd(x: Tensor, indices: Tensor, updates: Tensor, axis: number): Tensor {
  const count = elementCount(indices.shape);
  const flat = reshape(flatPositions(x.shape, indices, normaliseAxis(axis, x.shape.length)), [count, 1]);
  return reshape(scatterNd(reshape(x, [elementCount(x.shape)]), flat, reshape(updates, [count]), 'add'), x.shape);
}

/** Slices of x at rows of indices: the last axis of `indices` addresses x's first axes. @param indices int32 [..., depth] @returns [..., rest of x] */
export function gatherNd(x: Tensor, indices: Tensor): Tensor {
  const depth = indices.shape[indices.shape.length - 1];
  const addressed = x.shape.slice(0, depth);
  const positions = reduceSum(mul(nonNegativeRows(indices, addressed), constant(stridesOf(addressed), [depth], 'int32')), [-1]);
  return gather(reshape(x, [elementCount(addressed), ...x.shape.slice(depth)]), positions, 0);
}

/** x with slices added at rows of indices; repeated rows accumulate. @param indices int32 [..., depth] @param updates [..., rest of x] */
export function scatterNdAdd(x: Tensor, indices: Tensor, updates: Tensor): Tensor {
  const depth = indices.shape[indices.shape.length - 1];
  const rows = elementCount(indices.shape.slice(0, -1));
  const positions = reshape(nonNegativeRows(indices, x.shape.slice(0, depth)), [rows, depth]);
  return scatterNd(x, positions, reshape(updates, [rows, ...x.shape.slice(depth)]), 'add');
}

/** Rows of indices with negative ones counted from the end of the axis each column addresses. */
const nonNegativeRows = (indices: Tensor, addressed: Shape): Tensor =>
  where(less(indices, constant(0, [], 'int32')), add(indices, constant(addressed, [addressed.length], 'int32')), indices);

/** Positions in x, flattened, of the elements that `indices` names along an axis; the other axes count on. */
function flatPositions(shape: Shape, indices: Tensor, axis: number): Tensor {
  const strides = stridesOf(shape);
  const ownStrides = stridesOf(indices.shape);
  const otherAxes = Array.from({ length: elementCount(indices.shape) }, (_, element) =>
    indices.shape.reduce((sum, size, k) => (k === axis ? sum : sum + (Math.floor(element / ownStrides[k]) % size) * strides[k]), 0),
  );
  return add(mul(nonNegative(indices, shape[axis]), strides[axis]), constant(otherAxes, indices.shape, 'int32'));
}
