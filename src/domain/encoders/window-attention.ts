import { add, gather, matmul, reshape, slice, softmax, transpose } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import { affine } from '../layers/linear.js';
import { withMask, type WindowLayout } from './window-permutation.js';

/** The rows of a joint qkv weight or bias. */
export const qkvPart = { query: 0, key: 1, value: 2 } as const;

/** One third of a joint tensor [3C, …]. */
export const ofPart = (joint: Tensor, part: number): Tensor => slice(joint, 0, (part * joint.shape[0]) / 3, ((part + 1) * joint.shape[0]) / 3);

/**
 * Queries, keys or values of tokens in window order. The weight is cut, not the activations: a cut of activations costs a pass, and its gradient three.
 * @param x [N, tokens, C] @param joint [3C, C] @param bias [C]
 * @returns [N · windows, cells, heads, C / heads]
 */
export function projectToHeads(x: Tensor, joint: Tensor, bias: Tensor | undefined, part: number, heads: number, { count, cells }: WindowLayout): Tensor {
  const [batch, , width] = x.shape;
  return reshape(affine(x, ofPart(joint, part), bias), [batch * count, cells, heads, width / heads]);
}

/** A position bias from a table of offsets: [offsets, heads] and index [cells, cells] → [heads, cells, cells]. */
export const positionBias = (table: Tensor, index: Tensor): Tensor => gather(transpose(table, [1, 0]), index, 1);

/**
 * softmax(q kᵀ + bias + mask) v in every window and head.
 * @param queries, keys, values [N · windows, cells, heads, width] (scaled already) @param bias [heads, cells, cells]
 * @returns tokens in window order [N, tokens, heads · width]
 */
export function attendInWindows(queries: Tensor, keys: Tensor, values: Tensor, bias: Tensor, layout: WindowLayout): Tensor {
  const [windows, cells, heads, width] = queries.shape;
  const batch = windows / layout.count;
  const scores = matmul(transpose(queries, [0, 2, 1, 3]), transpose(keys, [0, 2, 3, 1]));
  const perMap = layout.mask === undefined ? [windows, heads, cells, cells] : [batch, layout.count, heads, cells, cells];
  const biased = add(reshape(scores, perMap), withMask(bias, layout));
  const attention = softmax(reshape(biased, [windows, heads, cells, cells]), 3);
  const mixed = matmul(attention, transpose(values, [0, 2, 1, 3]));
  return reshape(transpose(mixed, [0, 2, 1, 3]), [batch, layout.count * cells, heads * width]);
}
