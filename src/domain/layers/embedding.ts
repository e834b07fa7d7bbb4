import { constant } from '../graph/leaves.js';
import { equal, gather, stopGradient, unsqueeze, where } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';

/** Rows of a table at token indices. @param table [V, E] @param indices int32, any shape @param paddingIndex a row that is read but never receives a gradient @returns [..., E] */
export function embedding(table: Tensor, indices: Tensor, paddingIndex?: number): Tensor {
  const rows = gather(table, indices, 0);
  if (paddingIndex === undefined) return rows;
  const isPadding = unsqueeze(equal(indices, constant(paddingIndex, [], 'int32')), -1);
  return where(isPadding, stopGradient(rows), rows);
}
