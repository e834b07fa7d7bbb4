import type { Scope } from '../graph/leaves.js';
import { add, matmul, reshape } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import { linear, uniformFanIn } from '../layers/linear.js';

/**
 * The prompt in the stream's shape: tokens mixed by `conv_adapter`, channels by `fc`. spec/dgsct-core §2.1.
 * @param prompt tokens of the other modality [N, L_p, C_p]
 * @param tokens L of the stream @param width C of the stream
 * @returns P [N, L, C]
 */
export function projectPrompt(scope: Scope, prompt: Tensor, tokens: number, width: number): Tensor {
  const promptTokens = prompt.shape[1];
  const mixing = scope.child('conv_adapter');
  const weight = reshape(mixing.parameter('weight', [tokens, promptTokens, 1, 1], uniformFanIn(promptTokens)), [tokens, promptTokens]);
  const bias = reshape(mixing.parameter('bias', [tokens], uniformFanIn(promptTokens)), [tokens, 1]);
  return linear(scope.child('fc'), add(matmul(weight, prompt), bias), width);
}
