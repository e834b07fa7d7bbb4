import { encoderLinear } from '../../encoders/starting-values.js';
import type { Scope } from '../../graph/leaves.js';
import { gelu, reshape, split, transpose } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { linear } from '../../layers/linear.js';
import { scaledDotProduct } from '../../layers/scaled-dot-product.js';

/** [B, n, D] to [B, heads, n, D / heads]. */
const apart = (x: Tensor, heads: number): Tensor => transpose(reshape(x, [x.shape[0], x.shape[1], heads, x.shape[2] / heads]), [0, 2, 1, 3]);
const together = (x: Tensor): Tensor => reshape(transpose(x, [0, 2, 1, 3]), [x.shape[0], x.shape[2], x.shape[1] * x.shape[3]]);

/** Self-attention with one fused projection `qkv`, then `proj`. spec/task-avvp §4.1. @param x [B, n, D] */
export function fusedSelfAttention(scope: Scope, x: Tensor, heads: number): Tensor {
  const width = x.shape[2];
  const [q, k, v] = split(linear(scope.child('qkv'), x, 3 * width, encoderLinear), 2, [width, width, width]).map((part) => apart(part, heads));
  return linear(scope.child('proj'), together(scaledDotProduct(q, k, v)), width, encoderLinear);
}

/** Attention with a projection each for query, key and value, then `proj`. spec/task-avvp §4.2. @param query [B, S, D] @param memory [B, L, D] */
export function crossAttention(scope: Scope, query: Tensor, memory: Tensor, heads: number): Tensor {
  const width = query.shape[2];
  const [q, k, v] = [linear(scope.child('q_proj'), query, width, encoderLinear), linear(scope.child('k_proj'), memory, width, encoderLinear), linear(scope.child('v_proj'), memory, width, encoderLinear)].map((part) => apart(part, heads));
  return linear(scope.child('proj'), together(scaledDotProduct(q, k, v)), width, encoderLinear);
}

/** fc2(gelu(fc1 x)). @param hidden width between the two */
export const perceptron = (scope: Scope, x: Tensor, hidden: number): Tensor => linear(scope.child('fc2'), gelu(linear(scope.child('fc1'), x, hidden, encoderLinear)), x.shape[x.shape.length - 1], encoderLinear);
