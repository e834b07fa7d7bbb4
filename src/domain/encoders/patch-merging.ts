import { reshape, transpose } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import type { Extent } from './window-permutation.js';

/**
 * Joins 2 × 2 neighbours in the channel axis: [x(even, even), x(odd, even), x(even, odd), x(odd, odd)] by (row, column); encoders.md §1.2.3.
 * @param x [N, rows · columns, C]
 * @returns [N, rows · columns / 4, 4C]
 */
export function joinNeighbours(x: Tensor, [rows, columns]: Extent): Tensor {
  const [batch, , width] = x.shape;
  const cells = reshape(x, [batch, rows / 2, 2, columns / 2, 2, width]);
  return reshape(transpose(cells, [0, 1, 3, 4, 2, 5]), [batch, (rows / 2) * (columns / 2), 4 * width]);
}
