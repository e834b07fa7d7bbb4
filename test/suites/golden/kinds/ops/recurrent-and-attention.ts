import type { Tensor } from '../../../../../src/domain/graph/tensor.js';
import { cosineAttention } from '../../../../../src/domain/layers/cosine-attention.js';
import { gru } from '../../../../../src/domain/layers/gru.js';
import { lstm } from '../../../../../src/domain/layers/lstm.js';
import { multiHeadAttention } from '../../../../../src/domain/layers/multi-head-attention.js';
import { scaledDotProduct } from '../../../../../src/domain/layers/scaled-dot-product.js';
import type { OpBuilder, OpCase } from './op-case.js';

const recurrent = (op: OpCase) => ({ layers: op.number('num_layers'), bidirectional: op.flag('bidirectional'), batchFirst: op.flag('batch_first') });

function lstmCase(op: OpCase): Record<string, Tensor> {
  const initial = op.has('h0') ? { initial: { hidden: op.operand('h0'), cell: op.operand('c0') } } : {};
  const { output, hidden, cell } = lstm(op.scope, op.x, op.number('hidden_size'), { ...recurrent(op), ...initial });
  return { y: output, h_n: hidden, c_n: cell };
}

function gruCase(op: OpCase): Record<string, Tensor> {
  const initial = op.has('h0') ? { initial: op.operand('h0') } : {};
  const { output, hidden } = gru(op.scope, op.x, op.number('hidden_size'), { ...recurrent(op), ...initial });
  return { y: output, h_n: hidden };
}

function attention(op: OpCase): Record<string, Tensor> {
  const self = op.flag('self_attention');
  const [query, key, value] = ['query', 'key', 'value'].map((name) => (self ? op.x : op.operand(name)));
  const [mask, keyPaddingMask] = [op.optional('attn_mask'), op.optional('key_padding_mask')];
  const masks = { ...(mask && { mask }), ...(keyPaddingMask && { keyPaddingMask }) };
  const { output, weights } = multiHeadAttention(op.scope, query, key, value, { heads: op.number('num_heads'), causal: op.flag('causal'), ...masks });
  return { y: output, attention_weights: weights };
}

const operandsOf = (op: OpCase): [Tensor, Tensor, Tensor] => [op.operand('query'), op.operand('key'), op.operand('value')];

function scaled(op: OpCase): Record<string, Tensor> {
  const [bias, scale] = [op.optional('bias'), op.optionalNumber('scale')];
  return { y: scaledDotProduct(...operandsOf(op), { causal: op.flag('causal'), ...(bias && { bias }), ...(scale !== undefined && { scale }) }) };
}

export const recurrentAndAttentionBuilders: Readonly<Record<string, OpBuilder>> = {
  LSTM: lstmCase,
  GRU: gruCase,
  MultiHeadAttention: attention,
  ScaledDotProductAttention: scaled,
  CosineAttention: (op) => ({ y: cosineAttention(...operandsOf(op), op.operand('logit_scale'), op.optional('bias')) }),
};
