import { constant } from '../graph/leaves.js';
import { add, matmul, mul, softmax, swapLast } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';

/** What is added to a score so that its weight becomes exactly 0; finite, so that a row without any key stays a number. */
export const maskedScore = -1e9;

/** Additive mask [L, S] that lets query i see keys 0 … i. */
export function causalMask(queries: number, keys: number): Tensor {
  return constant(
    Array.from({ length: queries * keys }, (_, k) => (k % keys > Math.floor(k / keys) ? maskedScore : 0)),
    [queries, keys],
  );
}

export interface ScaledDotProductOptions {
  /** 1/√D unless given. */
  readonly scale?: number;
  readonly causal?: boolean;
  /** Added to the scaled scores; broadcasts to [..., L, S]. */
  readonly bias?: Tensor;
}

/** softmax(q kᵀ · scale + bias). @param query [..., L, D] @param key [..., S, D] @returns weights [..., L, S] */
export function attentionWeights(query: Tensor, key: Tensor, options: ScaledDotProductOptions = {}): Tensor {
  const scale = options.scale ?? 1 / Math.sqrt(query.shape[query.shape.length - 1]);
  let scores = matmul(mul(query, scale), swapLast(key));
  if (options.bias !== undefined) scores = add(scores, options.bias);
  if (options.causal === true) scores = add(scores, causalMask(query.shape[query.shape.length - 2], key.shape[key.shape.length - 2]));
  return softmax(scores, -1);
}

/** softmax(q kᵀ · scale + bias) v. @param query [..., L, D] @param key [..., S, D] @param value [..., S, V] @returns [..., L, V] */
export const scaledDotProduct = (query: Tensor, key: Tensor, value: Tensor, options: ScaledDotProductOptions = {}): Tensor =>
  matmul(attentionWeights(query, key, options), value);
