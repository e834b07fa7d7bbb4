import { add, exp, log, maximum, mul, reduceMean, reshape } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { crossEntropy, negativeLogLikelihood } from '../../layers/losses.js';
import { matchingTargets } from './matching-targets.js';
import type { RetrievalLoss } from './objectives.js';

const weights = { event: 5, audioImage: 2, imageAudio: 1.5 } as const;
const smallestProbability = 1e-30;

/**
 * 5ℓ + 2ℓ₁ + 1.5ℓ₂ at every epoch: negative log-likelihood of the fused scores, and both contrasts with clips of one class as matches. spec/task-fewshot-zeroshot §6 "fixed", §10.14–16.
 * @param logProbabilities [N, K] @param labels distributions [N, K] @param clipLabels what the clips of the batch are [B, K]
 */
export function repairedObjective(logProbabilities: Tensor, labels: Tensor, clipLabels: Tensor, logitsAudioImage: Tensor, logitsImageAudio: Tensor): RetrievalLoss {
  const matches = matchingTargets(clipLabels);
  const event = negativeLogLikelihood(logProbabilities, labels);
  const [audioImage, imageAudio] = [crossEntropy(logitsAudioImage, matches), crossEntropy(logitsImageAudio, matches)];
  return { event, audioImage, imageAudio, total: add(mul(event, weights.event), add(mul(audioImage, weights.audioImage), mul(imageAudio, weights.imageAudio))) };
}

/** Log-probabilities of clips: the logarithm of the mean over segments of exp(s). @param scores [B · T, K], logarithms @returns [B, K] */
export function clipLogProbabilities(scores: Tensor, clips: number): Tensor {
  const [rows, classes] = scores.shape;
  return log(maximum(reduceMean(exp(reshape(scores, [clips, rows / clips, classes])), [1]), smallestProbability));
}
