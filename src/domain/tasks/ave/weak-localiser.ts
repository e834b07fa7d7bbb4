import type { Scope } from '../../graph/leaves.js';
import { mul, reduceMax, reshape, sigmoid, softmax, transpose } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { linear } from '../../layers/linear.js';

/**
 * The weakly supervised localisation module that the published source contains but never calls (spec/task-ave §10).
 * @param fused [T, B, D] @param classes with background
 * @returns event logits [B, T], raw class logits [B, C] and class probabilities [B, C]
 */
export function weakLocaliser(scope: Scope, fused: Tensor, classes: number): { isEventScores: Tensor; rawLogits: Tensor; eventScores: Tensor } {
  const F = transpose(fused, [1, 0, 2]);
  const [clips, segments] = F.shape;
  const isEventScores = reshape(linear(scope.child('classifier'), F, 1), [clips, segments]);
  const rawLogits = linear(scope.child('event_classifier'), reduceMax(F, [1]), classes);
  // The maximum over t of σ(r)·L is taken per class: a negative L wants the smallest σ.
  const z = reduceMax(mul(reshape(sigmoid(isEventScores), [clips, segments, 1]), reshape(rawLogits, [clips, 1, classes])), [1]);
  return { isEventScores, rawLogits, eventScores: softmax(z, -1) };
}
