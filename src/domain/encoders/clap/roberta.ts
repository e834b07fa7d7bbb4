import { constant, type Scope } from '../../graph/leaves.js';
import { add, cast, equal, gelu, matmul, mul, not, reshape, slice, tanh, transpose } from '../../graph/operations.js';
import { GraphError, type Tensor } from '../../graph/tensor.js';
import { cumulativeSum } from '../../layers/cumulative-sum.js';
import { embedding } from '../../layers/embedding.js';
import type { ForwardContext } from '../../layers/forward-context.js';
import { layerNorm } from '../../layers/layer-norm.js';
import { linear, type LinearOptions } from '../../layers/linear.js';
import { attentionWeights, maskedScore } from '../../layers/scaled-dot-product.js';
import { normal } from '../clip/residual-attention-block.js';
import { zeros } from '../starting-values.js';

/** Sizes of a RoBERTa text encoder. spec/task-fewshot-zeroshot §1.5. */
export interface RobertaConfig {
  readonly vocabulary: number;
  /** Rows of the position table; a text has at most two tokens less. */
  readonly positions: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly feedForward: number;
  /** Of embeddings, attention weights and residuals, in training; 0.1 as published. */
  readonly dropout: number;
}

export const robertaPaddingId = 1;

export interface RobertaOutput {
  /** After embedding norm [K, L, C]. */
  readonly embedded: Tensor;
  /** After each layer [K, L, C]. */
  readonly hidden: readonly Tensor[];
  /** tanh(dense(first token)) [K, C]. */
  readonly pooled: Tensor;
}

const start: LinearOptions = { weightStart: normal(0.02), biasStart: zeros };

/**
 * RoBERTa with the parameter names of Hugging Face's `RobertaModel`: `embeddings.*`, `encoder.layer.N.*`, `pooler.dense.*`; layer norm ε 1e-5.
 * @param ids int32 [K, L] @param mask int32 [K, L], 1 for real tokens
 */
export function roberta(scope: Scope, ids: Tensor, mask: Tensor, config: RobertaConfig, context: ForwardContext): RobertaOutput {
  const [texts, length] = ids.shape;
  const bias = mul(reshape(add(mul(cast(mask, 'float32'), -1), 1), [texts, 1, 1, length]), maskedScore);
  const embedded = context.dropout(embeddings(scope.child('embeddings'), ids, config), config.dropout);
  const hidden: Tensor[] = [];
  let x = embedded;
  for (let layer = 0; layer < config.layers; layer++) hidden.push((x = postNormLayer(scope.child('encoder').child('layer').child(layer), x, bias, config, context)));
  const first = reshape(slice(x, 1, 0, 1), [texts, config.width]);
  return { embedded, hidden, pooled: tanh(linear(scope.child('pooler').child('dense'), first, config.width, start)) };
}

/** Word + type 0 + position, then norm. The k-th real token (from 0) has position k + 2, padding has 1. */
function embeddings(scope: Scope, ids: Tensor, { vocabulary, positions, width }: RobertaConfig): Tensor {
  if (ids.shape[1] + 2 > positions) throw new GraphError(`texts of ${ids.shape[1]} tokens do not fit ${positions} positions (at "${scope.path}")`);
  const table = (name: string, rows: number): Tensor => scope.child(name).parameter('weight', [rows, width], normal(0.02));
  const real = cast(not(equal(ids, constant(robertaPaddingId, [], 'int32'))), 'float32');
  const positionIds = cast(add(mul(cumulativeSum(real, 1), real), 1), 'int32');
  const words = embedding(table('word_embeddings', vocabulary), ids, robertaPaddingId);
  const typed = add(words, table('token_type_embeddings', 1));
  return layerNorm(scope.child('LayerNorm'), add(typed, embedding(table('position_embeddings', positions), positionIds, robertaPaddingId)));
}

/** x = LN(x + attention), x = LN(x + W₂ gelu(W₁ x)). */
function postNormLayer(scope: Scope, x: Tensor, bias: Tensor, { heads, feedForward, dropout }: RobertaConfig, context: ForwardContext): Tensor {
  const [texts, length, width] = x.shape;
  const attention = scope.child('attention');
  const project = (name: string): Tensor => transpose(reshape(linear(attention.child('self').child(name), x, width, start), [texts, length, heads, width / heads]), [0, 2, 1, 3]);
  const weights = context.dropout(attentionWeights(project('query'), project('key'), { bias }), dropout);
  const mixed = reshape(transpose(matmul(weights, project('value')), [0, 2, 1, 3]), [texts, length, width]);
  const attended = context.dropout(linear(attention.child('output').child('dense'), mixed, width, start), dropout);
  const first = layerNorm(attention.child('output').child('LayerNorm'), add(x, attended));
  const hidden = gelu(linear(scope.child('intermediate').child('dense'), first, feedForward, start));
  const second = context.dropout(linear(scope.child('output').child('dense'), hidden, width, start), dropout);
  return layerNorm(scope.child('output').child('LayerNorm'), add(first, second));
}
