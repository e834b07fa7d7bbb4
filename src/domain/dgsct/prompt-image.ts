import type { Scope } from '../graph/leaves.js';
import { reshape } from '../graph/operations.js';
import { GraphError, type Tensor } from '../graph/tensor.js';
import { linear } from '../layers/linear.js';
import { resize } from '../layers/resize.js';

/**
 * The prompt in the stream's shape: channels by `fc`, then its tokens as a square picture (row-major), resized bicubically. spec/task-avs §2, S4.
 * @param prompt tokens of the other modality [N, L_p, C_p]
 * @param tokens L of the stream @param width C of the stream
 * @returns P [N, L, C]
 * @throws GraphError when one of the token counts is no square
 */
export function promptAsImage(scope: Scope, prompt: Tensor, tokens: number, width: number): Tensor {
  const [rows, promptTokens] = prompt.shape;
  const [from, to] = [side(scope, promptTokens), side(scope, tokens)];
  const image = reshape(linear(scope.child('fc'), prompt, width), [rows, from, from, width]);
  return reshape(resize(image, [rows, to, to, width], { mode: 'cubic', coordinates: 'half_pixel' }), [rows, tokens, width]);
}

function side(scope: Scope, tokens: number): number {
  const root = Math.round(Math.sqrt(tokens));
  if (root * root !== tokens) throw new GraphError(`adapter "${scope.path}": ${tokens} tokens are no square picture`);
  return root;
}
