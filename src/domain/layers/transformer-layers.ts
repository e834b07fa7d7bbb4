import type { Scope } from '../graph/leaves.js';
import { add, relu } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import type { ForwardContext } from './forward-context.js';
import { layerNorm } from './layer-norm.js';
import { linear } from './linear.js';
import { multiHeadAttention } from './multi-head-attention.js';

export interface TransformerSettings {
  readonly heads: number;
  /** Width of the layer between `linear1` and `linear2`. */
  readonly feedForward: number;
  readonly dropout: number;
}

/** Post-norm self-attention layer with relu feed-forward (spec/task-ave §3). @param x [T, B, E] */
export function transformerEncoderLayer(scope: Scope, x: Tensor, settings: TransformerSettings, context: ForwardContext): Tensor {
  const { heads, dropout } = settings;
  const attended = multiHeadAttention(scope.child('self_attn'), x, x, x, { heads, dropout, context }).output;
  const y = layerNorm(scope.child('norm1'), add(x, context.dropout(attended, dropout)));
  return feedForward(scope, y, settings, context);
}

/**
 * Post-norm cross-attention layer: the query attends `memory`; it has no self-attention of its own.
 * @param query [T, B, E] @param memory [S, B, E]
 * @param unusedWeights declares the published, never used `self_attn`
 */
export function transformerDecoderLayer(scope: Scope, query: Tensor, memory: Tensor, settings: TransformerSettings, unusedWeights: boolean, context: ForwardContext): Tensor {
  const { heads, dropout } = settings;
  if (unusedWeights) multiHeadAttention(scope.child('self_attn'), query, query, query, { heads });
  const attended = multiHeadAttention(scope.child('multihead_attn'), query, memory, memory, { heads, dropout, context }).output;
  const y = layerNorm(scope.child('norm1'), add(query, context.dropout(attended, dropout)));
  return feedForward(scope, y, settings, context);
}

function feedForward(scope: Scope, y: Tensor, { feedForward: width, dropout }: TransformerSettings, context: ForwardContext): Tensor {
  const inner = context.dropout(relu(linear(scope.child('linear1'), y, width)), dropout);
  const outer = context.dropout(linear(scope.child('linear2'), inner, y.shape[2]), dropout);
  return layerNorm(scope.child('norm2'), add(y, outer));
}
