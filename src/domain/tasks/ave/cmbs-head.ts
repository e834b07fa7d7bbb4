import type { Scope } from '../../graph/leaves.js';
import { add, mul, reduceMax, reduceMean, topK } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { layerNorm } from '../../layers/layer-norm.js';
import { linear } from '../../layers/linear.js';
import { multiHeadAttention } from '../../layers/multi-head-attention.js';

export interface CmbsOutput {
  /** Logit "there is an event in this segment" [T, B, 1]. */
  readonly isEventScores: Tensor;
  /** Class logits of the whole clip [B, C]. */
  readonly eventScores: Tensor;
  /** Class logits from the mean of the four best segments [B, C]. */
  readonly avScore: Tensor;
  readonly inner: Readonly<Record<'videoCas' | 'audioCas' | 'classLogits', Tensor>>;
}

/** How many of a class's best segments its score is the mean of. */
const bestSegments = 4;

/**
 * Localisation head of CMBS as DG-SCT uses it; spec/task-ave §4.
 * @param v gated visual sequence [T, B, d_model] @param a gated audio sequence [T, B, d_model]
 * @param classGamma weight of av_score in event_scores (0.3)
 */
export function cmbsHead(scope: Scope, v: Tensor, a: Tensor, classes: number, classGamma: number, unusedWeights: boolean): CmbsOutput {
  if (unusedWeights) declareUnused(scope, v);
  const videoCas = linear(scope.child('video_cas'), v, classes);
  const audioCas = linear(scope.child('audio_cas'), a, classes);
  const avScore = mul(add(meanOfBest(videoCas), meanOfBest(audioCas)), 0.5);
  const M = mul(add(v, a), 0.5);
  const localise = scope.child('localize_module');
  const classLogits = linear(localise.child('event_classifier'), reduceMax(M, [0]), classes);
  return {
    isEventScores: linear(localise.child('classifier'), M, 1),
    eventScores: add(classLogits, mul(avScore, classGamma)),
    avScore,
    inner: { videoCas, audioCas, classLogits },
  };
}

/** @param cas [T, B, C] @returns mean of the four largest over time (all, where there are fewer) [B, C] */
const meanOfBest = (cas: Tensor): Tensor => reduceMean(topK(cas, Math.min(bestSegments, cas.shape[0]), 0)[0], [0]);

function declareUnused(scope: Scope, sequence: Tensor): void {
  for (const name of ['AVInter', 'VAInter']) {
    multiHeadAttention(scope.child(name).child('video_multihead'), sequence, sequence, sequence, { heads: 4 });
    layerNorm(scope.child(name).child('norm1'), sequence);
  }
  layerNorm(scope.child('video_norm'), sequence);
  layerNorm(scope.child('audio_norm'), sequence);
}
