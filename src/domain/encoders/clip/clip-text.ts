import type { Scope } from '../../graph/leaves.js';
import { add, gemm, matmul, oneHot, reshape, slice, unsqueeze } from '../../graph/operations.js';
import { GraphError, type Tensor } from '../../graph/tensor.js';
import { embedding } from '../../layers/embedding.js';
import { layerNorm } from '../../layers/layer-norm.js';
import { applyResidualAttentionBlock, normal, residualAttentionBlock } from './residual-attention-block.js';

/** Sizes of a CLIP text encoder. spec/task-fewshot-zeroshot §1.3. */
export interface ClipTextConfig {
  /** Tokens of a text, marks and padding included. */
  readonly contextLength: number;
  readonly vocabulary: number;
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
  /** E: width of the joint space. */
  readonly embedding: number;
}

export interface ClipText {
  /** Rows of `token_embedding`. @param ids int32 [K, L] @returns [K, L, C] */
  embed(ids: Tensor): Tensor;
  /** Positions added, all blocks, after each of them. Texts may end before the context does: later positions cannot act on earlier ones. @param embedded [K, L, C] */
  hidden(embedded: Tensor): Tensor[];
  /** `ln_final` of the row at the end mark, times `text_projection`. @param hidden [K, L, C] @param endPositions int32 [K] @returns [K, E] */
  project(hidden: Tensor, endPositions: Tensor): Tensor;
}

/**
 * Parameters `positional_embedding`, `transformer.resblocks.*`, `ln_final.*`, `text_projection` under `scope`, `weight` under `tokens`
 * (OpenAI: the root and `token_embedding`; DG-SCT: `text_encoder` and `token_embedding`).
 */
export function clipText(scope: Scope, tokens: Scope, { contextLength, vocabulary, width, heads, layers, embedding: joint }: ClipTextConfig): ClipText {
  const blocks = Array.from({ length: layers }, (_, layer) => residualAttentionBlock(scope.child('transformer').child('resblocks').child(layer), { heads, causal: true, layers }));
  return {
    embed: (ids) => embedding(tokens.parameter('weight', [vocabulary, width], normal(0.02)), ids),
    hidden: (embedded) => {
      const length = embedded.shape[1];
      if (length > contextLength) throw new GraphError(`texts of ${length} tokens, the encoder takes ${contextLength}`);
      const after: Tensor[] = [];
      const positions = scope.parameter('positional_embedding', [contextLength, width], normal(0.01));
      let x = add(embedded, length === contextLength ? positions : slice(positions, 0, 0, length));
      for (const block of blocks) after.push((x = applyResidualAttentionBlock(block, x)));
      return after;
    },
    project: (hidden, endPositions) => {
      const place = unsqueeze(oneHot(endPositions, hidden.shape[1], 1), 1); // [K, 1, L]
      const atEnd = reshape(matmul(place, layerNorm(scope.child('ln_final'), hidden)), [hidden.shape[0], width]);
      return gemm(atEnd, scope.parameter('text_projection', [width, joint], normal(width ** -0.5)));
    },
  };
}

/** The plain encoder. @param ids int32 [K, L] @param endPositions int32 [K], {@link endMarkPositions} @returns [K, E], not normalised */
export function clipTextEmbedding(text: ClipText, ids: Tensor, endPositions: Tensor): Tensor {
  const hidden = text.hidden(text.embed(ids));
  return text.project(hidden[hidden.length - 1], endPositions);
}

/** Where each text ends: the first largest id of its row, since the end mark is the last of the vocabulary. @param ids [texts × length] */
export function endMarkPositions(ids: ArrayLike<number>, length: number): Int32Array {
  const positions = new Int32Array(ids.length / length);
  for (let text = 0; text < positions.length; text++) {
    for (let at = 1; at < length; at++) if (ids[text * length + at] > ids[text * length + positions[text]]) positions[text] = at;
  }
  return positions;
}
