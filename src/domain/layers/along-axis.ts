import { constant } from '../graph/leaves.js';
import { gemm, matmul, reshape } from '../graph/operations.js';
import { elementCount } from '../graph/shapes.js';
import type { Tensor } from '../graph/tensor.js';

/** Applies a constant matrix, row-major [outputs, inputs], along one axis. @returns x with `axis` of size `outputs` */
export function alongAxis(x: Tensor, axis: number, outputs: number, matrix: ArrayLike<number>): Tensor {
  const inputs = x.shape[axis];
  const before = elementCount(x.shape.slice(0, axis));
  const after = elementCount(x.shape.slice(axis + 1));
  const weights = constant(matrix, [outputs, inputs]);
  const product = after === 1 ? gemm(reshape(x, [before, inputs]), weights, { transposeB: true }) : matmul(weights, reshape(x, [before, inputs, after]));
  return reshape(product, [...x.shape.slice(0, axis), outputs, ...x.shape.slice(axis + 1)]);
}
