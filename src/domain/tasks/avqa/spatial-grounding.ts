import type { Scope } from '../../graph/leaves.js';
import { concat, matmul, reduceMean, relu, reshape, softmax, swapLast, tanh } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { linear } from '../../layers/linear.js';
import { l2Normalise } from '../../layers/normalise.js';

/** The sound as it is held against pictures. spec/task-avqa §3.5. @param audio pooled [N, C_a] @returns u [N, C_v] */
export const soundVector = (scope: Scope, audio: Tensor, width: number): Tensor => linear(scope.child('fc_a2'), relu(linear(scope.child('fc_a1'), audio, width)), width);

export interface Grounded {
  /** G [N, C_v] */
  readonly features: Tensor;
  /** tanh of the mean token and the token the sound points to [N, 2 C_v]. */
  readonly inner: Tensor;
  /** Where in the picture the sound is, sums to 1 [N, L]. */
  readonly map: Tensor;
  /** Logits that sound and picture do not belong together, and that they do [N, 2]. */
  readonly match: Tensor;
}

/** A picture seen through a sound, and whether they belong together. spec/task-avqa §3.6. @param tokens V [N, L, C_v] @param u [N, C_v] @param widths of fc1, fc2, fc3 */
export function groundSound(scope: Scope, tokens: Tensor, u: Tensor, widths: readonly number[]): Grounded {
  const [rows, length, width] = tokens.shape;
  const normalised = l2Normalise(tokens, 2, 1e-12);
  const pointer = reshape(l2Normalise(u, 1, 1e-12), [rows, width, 1]);
  const map = softmax(matmul(normalised, pointer), 1);
  const pointed = reshape(matmul(swapLast(map), normalised), [rows, width]);
  const inner = tanh(concat([reduceMean(tokens, [1]), pointed], 1));
  const features = linear(scope.child('fc_gl'), inner, width);
  const hidden = widths.reduce((x, outputs, k) => relu(linear(scope.child(`fc${k + 1}`), x, outputs)), concat([u, features], 1));
  return { features, inner, map: reshape(map, [rows, length]), match: linear(scope.child(`fc${widths.length + 1}`), hidden, 2) };
}
