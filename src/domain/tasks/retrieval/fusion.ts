import { add, div, log, maximum, mul, neg, reduceMax, softmax, stopGradient } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';

/** How the scores of both modalities become one (spec/task-fewshot-zeroshot §5); `paper` weights by the matching scores as the text has it. */
export const fusionRules = ['fixed', 'paper', 'published-few-shot', 'published-zero-shot', 'mean', 'image-only', 'audio-only'] as const;
export type FusionRule = (typeof fusionRules)[number];

/** Below this a probability counts as this in a logarithm. */
const smallestProbability = 1e-30;

/**
 * Scores of a segment from the visual and the audio logits. Logarithms of probabilities under `fixed`, `paper` and `mean`; plain scores under the others.
 * @param visual [F, K] @param audio [F, K] @returns [F, K]
 */
export function fuseScores(rule: FusionRule, visual: Tensor, audio: Tensor): Tensor {
  switch (rule) {
    case 'fixed':
      return mixture(visual, audio, visualConfidence(visual, audio));
    case 'paper':
      return mixture(visual, audio, matchingWeight(visual, audio));
    case 'published-few-shot':
      return add(mul(visual, 2), mul(audio, 2));
    case 'published-zero-shot':
      return div(add(mul(visual, visual), mul(audio, audio)), add(visual, audio));
    case 'mean':
      return logProbability(mul(add(softmax(visual, -1), softmax(audio, -1)), 0.5));
    case 'image-only':
      return visual;
    case 'audio-only':
      return audio;
  }
}

/** w₁ = max p_v / (max p_v + max p_a), without gradient. @returns [F, 1] */
export function visualConfidence(visual: Tensor, audio: Tensor): Tensor {
  const sure = (logits: Tensor): Tensor => reduceMax(stopGradient(softmax(logits, -1)), [-1], true);
  const [v, a] = [sure(visual), sure(audio)];
  return div(v, add(v, a));
}

/** w₁ = y_v / (y_v + y_a) of each class, y the softmax probabilities (section 4.4 says "matching score" and no more), without gradient. @returns [F, K] */
function matchingWeight(visual: Tensor, audio: Tensor): Tensor {
  const [v, a] = [stopGradient(softmax(visual, -1)), stopGradient(softmax(audio, -1))];
  return div(v, maximum(add(v, a), smallestProbability));
}

/** log(w₁ p_v + (1 − w₁) p_a). */
const mixture = (visual: Tensor, audio: Tensor, weight: Tensor): Tensor =>
  logProbability(add(mul(weight, softmax(visual, -1)), mul(add(neg(weight), 1), softmax(audio, -1))));

const logProbability = (p: Tensor): Tensor => log(maximum(p, smallestProbability));
