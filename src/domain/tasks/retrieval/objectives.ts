import { constant } from '../../graph/leaves.js';
import { add, div, less, mul, where } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { crossEntropy } from '../../layers/losses.js';

/** The three terms of an objective and their weighted sum, all scalars. */
export interface RetrievalLoss {
  /** ℓ: the classes. */
  readonly event: Tensor;
  /** ℓ₁: each sound against all pictures of the batch. */
  readonly audioImage: Tensor;
  /** ℓ₂: each picture against all sounds. */
  readonly imageAudio: Tensor;
  readonly total: Tensor;
}

export type PublishedScript = 'ave' | 'ave-classification' | 'llp-classification' | 'pre-training';

/** Rows of pairs [B, B]: the match of row k is column k. */
export function matchingLoss(logits: Tensor): Tensor {
  const rows = logits.shape[0];
  return crossEntropy(logits, constant(Array.from({ length: rows }, (_, k) => k), [rows], 'int32'));
}

/**
 * The objectives of the published scripts, quirks included (spec/task-fewshot-zeroshot §6, §10.14–15); gradients flow through the weights.
 * @param scores what the labels are compared with [N, K] (a row a segment, or a row a clip) @param labels distributions [N, K]
 * @param epoch scalar, from 1
 */
export function publishedObjective(script: PublishedScript, scores: Tensor, labels: Tensor, logitsAudioImage: Tensor, logitsImageAudio: Tensor, epoch: Tensor): RetrievalLoss {
  const [event, audioImage, imageAudio] = [crossEntropy(scores, labels), matchingLoss(logitsAudioImage), matchingLoss(logitsImageAudio)];
  const contrast = add(audioImage, imageAudio);
  if (script === 'ave') {
    const eventWeight = where(less(epoch, constant(10.5)), constant(500), constant(5));
    return { event, audioImage, imageAudio, total: add(mul(event, eventWeight), add(mul(audioImage, 2), mul(imageAudio, 1.5))) };
  }
  const sum = add(epoch, add(event, contrast));
  const fading = div(constant(1), epoch);
  const weighted = (term: Tensor): Tensor => mul(add(div(term, sum), fading), term);
  // A bracket was lost in the script of AVE classification: ℓ₂/e + ℓ + ℓ₁ + ℓ₂ instead of ℓ₂/(e + ℓ + ℓ₁ + ℓ₂).
  const lost = mul(add(add(div(imageAudio, epoch), add(event, contrast)), fading), imageAudio);
  const last = script === 'ave-classification' ? lost : weighted(imageAudio);
  return { event, audioImage, imageAudio, total: add(weighted(event), add(weighted(audioImage), last)) };
}
