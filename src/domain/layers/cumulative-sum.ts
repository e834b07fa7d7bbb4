import { normaliseAxis } from '../graph/shapes.js';
import type { Tensor } from '../graph/tensor.js';
import { alongAxis } from './along-axis.js';

/** Running sum along an axis, as a product with a triangular matrix. */
export function cumulativeSum(x: Tensor, axis: number, { exclusive = false, reverse = false } = {}): Tensor {
  const at = normaliseAxis(axis, x.shape.length);
  const size = x.shape[at];
  const counts = (row: number, column: number): boolean => (row === column ? !exclusive : reverse ? column > row : column < row);
  const matrix = Array.from({ length: size * size }, (_, k) => (counts(Math.floor(k / size), k % size) ? 1 : 0));
  return alongAxis(x, at, size, matrix);
}
