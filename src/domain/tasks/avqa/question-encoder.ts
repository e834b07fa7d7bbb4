import type { Scope } from '../../graph/leaves.js';
import { concat, reshape, tanh, transpose } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { embedding } from '../../layers/embedding.js';
import { linear } from '../../layers/linear.js';
import { lstm } from '../../layers/lstm.js';

export interface QuestionEncoderSettings {
  readonly wordWidth: number;
  readonly hiddenWidth: number;
  readonly layers: number;
}

/**
 * The last states of an LSTM over the words, padding included. spec/task-avqa §3.7.
 * @param question word indices [B, L], int32 @param words in the vocabulary @returns [B, outputs]
 */
export function questionEncoder(scope: Scope, question: Tensor, words: number, outputs: number, { wordWidth, hiddenWidth, layers }: QuestionEncoderSettings): Tensor {
  const table = scope.parameter('word2vec.weight', [words, wordWidth], { kind: 'normal', deviation: 1 });
  const { hidden, cell } = lstm(scope.child('lstm'), tanh(embedding(table, question)), hiddenWidth, { layers, batchFirst: true });
  const states = transpose(concat([hidden, cell], 2), [1, 0, 2]);
  return linear(scope.child('fc'), tanh(reshape(states, [question.shape[0], 2 * layers * hiddenWidth])), outputs);
}
