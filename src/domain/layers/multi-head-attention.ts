import type { Scope } from '../graph/leaves.js';
import { add, cast, matmul, mul, reduceMean, reshape, slice, split, transpose } from '../graph/operations.js';
import { GraphError, type Tensor } from '../graph/tensor.js';
import type { ForwardContext } from './forward-context.js';
import { affine, uniformFanIn } from './linear.js';
import { attentionWeights, maskedScore } from './scaled-dot-product.js';

export interface MultiHeadAttentionOptions {
  readonly heads: number;
  /** Rate at which attention weights are dropped in training; needs `context`. */
  readonly dropout?: number;
  readonly context?: ForwardContext;
  /** Added to the scaled scores; [L, S] or anything that broadcasts to [B, heads, L, S]. */
  readonly mask?: Tensor;
  /** [B, S], int32 or bool: 1 where a key is ignored. */
  readonly keyPaddingMask?: Tensor;
  readonly causal?: boolean;
}

export interface MultiHeadAttentionResult {
  /** [L, B, E] */
  readonly output: Tensor;
  /** Mean over the heads, after dropout, [B, L, S]. */
  readonly weights: Tensor;
}

/**
 * Multi-head attention with packed projections (PyTorch's nn.MultiheadAttention): heads are consecutive blocks of E/heads features.
 * Parameters `in_proj_weight` [3E, E] (rows of q, k, v), `in_proj_bias` [3E], `out_proj.weight` [E, E], `out_proj.bias` [E].
 * @param query [L, B, E] @param key [S, B, E] @param value [S, B, E]
 */
export function multiHeadAttention(scope: Scope, query: Tensor, key: Tensor, value: Tensor, options: MultiHeadAttentionOptions): MultiHeadAttentionResult {
  const [length, batch, width] = query.shape;
  const { heads, dropout = 0, context, causal } = options;
  if (width % heads !== 0) throw new GraphError(`${heads} heads do not divide ${width} features (at "${scope.path}")`);
  const perHead = width / heads;
  // [L, B, E] → [B, heads, L, E/heads]
  const apart = (x: Tensor): Tensor => transpose(reshape(x, [x.shape[0], batch, heads, perHead]), [1, 2, 0, 3]);
  const [q, k, v] = projected(scope, query, key, value).map(apart);
  const bias = scoreBias(options);
  let weights = attentionWeights(q, k, { ...(bias && { bias }), ...(causal && { causal }) });
  if (dropout > 0 && context !== undefined) weights = context.dropout(weights, dropout);
  const together = reshape(transpose(matmul(weights, v), [2, 0, 1, 3]), [length, batch, width]);
  const outWeight = scope.parameter('out_proj.weight', [width, width], uniformFanIn(width));
  const outBias = scope.parameter('out_proj.bias', [width], { kind: 'constant', value: 0 });
  return { output: affine(together, outWeight, outBias), weights: reduceMean(weights, [1]) };
}

function projected(scope: Scope, query: Tensor, key: Tensor, value: Tensor): Tensor[] {
  const width = query.shape[2];
  const bound = Math.sqrt(6 / (4 * width));
  const weight = scope.parameter('in_proj_weight', [3 * width, width], { kind: 'uniform', low: -bound, high: bound });
  const bias = scope.parameter('in_proj_bias', [3 * width], { kind: 'constant', value: 0 });
  if (query === key && key === value) return split(affine(query, weight, bias), 2, [width, width, width]);
  const rows = (tensor: Tensor, from: number, to: number): Tensor => slice(tensor, 0, from * width, to * width);
  const q = affine(query, rows(weight, 0, 1), rows(bias, 0, 1));
  if (key === value) return [q, ...split(affine(key, rows(weight, 1, 3), rows(bias, 1, 3)), 2, [width, width])];
  return [q, affine(key, rows(weight, 1, 2), rows(bias, 1, 2)), affine(value, rows(weight, 2, 3), rows(bias, 2, 3))];
}

/** The additive mask and the padded keys as one tensor that broadcasts to [B, heads, L, S]. */
function scoreBias({ mask, keyPaddingMask }: MultiHeadAttentionOptions): Tensor | undefined {
  if (keyPaddingMask === undefined) return mask;
  const [batch, keys] = keyPaddingMask.shape;
  const padding = mul(reshape(cast(keyPaddingMask, 'float32'), [batch, 1, 1, keys]), maskedScore);
  return mask === undefined ? padding : add(padding, mask);
}
