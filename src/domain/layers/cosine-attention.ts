import { add, exp, matmul, minimum, mul, softmax, swapLast } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import { l2Normalise } from './normalise.js';

/** softmax(cos(q, k) · e^min(logit scale, ln 100) + bias). Swin V2 (arXiv 2111.09883) §3.2. @param query [..., H, L, D] @param key [..., H, S, D] @param logitScale [H, 1, 1] @param bias broadcasts to [..., H, L, S] @returns weights [..., H, L, S] */
export function cosineAttentionWeights(query: Tensor, key: Tensor, logitScale: Tensor, bias?: Tensor): Tensor {
  const cosines = matmul(l2Normalise(query, -1, 1e-12), swapLast(l2Normalise(key, -1, 1e-12)));
  const scores = mul(cosines, exp(minimum(logitScale, Math.log(100))));
  return softmax(bias === undefined ? scores : add(scores, bias), -1);
}

/** {@link cosineAttentionWeights} applied to values. @param value [..., H, S, V] @returns [..., H, L, V] */
export const cosineAttention = (query: Tensor, key: Tensor, value: Tensor, logitScale: Tensor, bias?: Tensor): Tensor =>
  matmul(cosineAttentionWeights(query, key, logitScale, bias), value);
