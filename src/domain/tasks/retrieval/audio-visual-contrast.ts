import type { Scope } from '../../graph/leaves.js';
import { exp, gemm, mul, reduceMean, reshape, stopGradient } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { linear } from '../../layers/linear.js';
import { l2Normalise } from '../../layers/normalise.js';

/**
 * Sounds and pictures of a batch's clips against each other. spec/task-fewshot-zeroshot §3. Parameters `fc_a1.*`.
 * @param visual, audio embeddings of segments [B · T, E] @param logitScale logarithm of the factor; a constant here
 * @returns logits [B, B], row k is clip k
 */
export function audioVisualContrast(scope: Scope, visual: Tensor, audio: Tensor, clips: number, logitScale: Tensor): { readonly audioImage: Tensor; readonly imageAudio: Tensor } {
  const ofClips = (x: Tensor): Tensor => l2Normalise(reduceMean(reshape(x, [clips, x.shape[0] / clips, x.shape[1]]), [1]), -1, 1e-12);
  const A = ofClips(linear(scope.child('fc_a1'), audio, visual.shape[1]));
  const V = ofClips(visual);
  const scale = exp(stopGradient(logitScale));
  return { audioImage: mul(gemm(A, V, { transposeB: true }), scale), imageAudio: mul(gemm(V, A, { transposeB: true }), scale) };
}
