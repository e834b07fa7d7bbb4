import type { SwinV2Config } from '../../encoders/swinv2.js';

/** Numbers of one clip as the network gave them. */
export interface AveScores {
  /** Event logit per segment. */
  readonly eventLogits: readonly number[];
  /** Class logits of the clip. */
  readonly classLogits: readonly number[];
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Background where σ(logit) ≤ threshold, else the clip's arg-max class (first on ties). spec/task-ave §7. */
export function decodeSegments({ eventLogits, classLogits }: AveScores, threshold: number): number[] {
  const best = classLogits.indexOf(Math.max(...classLogits));
  return eventLogits.map((logit) => (sigmoid(logit) > threshold ? best : classLogits.length));
}

export const eventProbabilities = ({ eventLogits }: AveScores): number[] => eventLogits.map(sigmoid);

/** Softmax of the class logits. */
export function classProbabilities({ classLogits }: AveScores): number[] {
  const largest = Math.max(...classLogits);
  const exponentials = classLogits.map((logit) => Math.exp(logit - largest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

/** Rows and columns of the last stage's tokens, which the guided attention is over. */
export function attentionGrid({ imageSize, patchSize, depths }: SwinV2Config): readonly [number, number] {
  const shrink = patchSize * 2 ** (depths.length - 1);
  return [imageSize[0] / shrink, imageSize[1] / shrink];
}
