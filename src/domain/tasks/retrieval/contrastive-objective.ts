import { constant } from '../../graph/leaves.js';
import { add, div, mul, neg, reduceMean, reduceSum, softmax, stopGradient } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { contrastiveClip } from '../../layers/losses.js';

export interface ContrastiveObjective {
  /** L_v: pictures and texts. */
  readonly visual: Tensor;
  /** L_a: sounds and texts. */
  readonly audio: Tensor;
  /** w₁ of equation 11, without gradient. */
  readonly visualWeight: Tensor;
  readonly total: Tensor;
}

/**
 * Equations 8–11 with the minus sign that the printed ones lack: L = w₁ L_v + (1 − w₁) L_a, w₁ = y_v / (y_v + y_a),
 * y the mean probability of the matching text. spec/task-fewshot-zeroshot §6.
 * @param visual, audio, visualText, audioText [N, D], row k belongs together @param logTemperature scalars, logarithms of τ; logits are cosines / τ
 */
export function contrastiveObjective(
  { visual, visualText, audio, audioText }: Readonly<Record<'visual' | 'visualText' | 'audio' | 'audioText', Tensor>>,
  logTemperature: { readonly visual: Tensor; readonly audio: Tensor },
): ContrastiveObjective {
  const v = contrastiveClip(visual, visualText, neg(logTemperature.visual));
  const a = contrastiveClip(audio, audioText, neg(logTemperature.audio));
  const [y_v, y_a] = [matchingProbability(v.logits), matchingProbability(a.logits)];
  const visualWeight = div(y_v, add(y_v, y_a));
  const total = add(mul(visualWeight, v.loss), mul(add(neg(visualWeight), 1), a.loss));
  return { visual: v.loss, audio: a.loss, visualWeight, total };
}

/** Mean over the rows of the softmax probability on the diagonal. */
function matchingProbability(logits: Tensor): Tensor {
  const rows = logits.shape[0];
  const diagonal = constant(Array.from({ length: rows * rows }, (_, k) => (k % (rows + 1) === 0 ? 1 : 0)), [rows, rows]);
  return reduceMean(reduceSum(mul(stopGradient(softmax(logits, -1)), diagonal), [1]));
}
