import type { LabelledSpan } from '../../data/clip-labels.js';

/** Which seconds have which classes: 0 or 1, [classes][segments]. */
export type ParsingArray = readonly (readonly number[])[];

/** Annotation rows as an array; a row whose end is not after its start marks nothing, ends are cut off. spec/task-avvp §7. */
export function truthArray(spans: readonly LabelledSpan[], classes: number, segments: number): ParsingArray {
  const truth = Array.from({ length: classes }, () => new Array<number>(segments).fill(0));
  for (const [classIndex, onset, offset] of spans) truth[classIndex].fill(1, Math.max(0, Math.trunc(onset)), Math.min(segments, Math.max(0, Math.trunc(offset))));
  return truth;
}

/** Where both have a class. */
export const both = (a: ParsingArray, b: ParsingArray): ParsingArray => a.map((row, k) => row.map((value, t) => value * b[k][t]));

/** What a clip's probabilities say: a class must be on in the clip and in the second. spec/task-avvp §7. @param frames [T, K] */
export function decodeArray(clip: ArrayLike<number>, frames: ArrayLike<number>, classes: number, segments: number, threshold: number): ParsingArray {
  return Array.from({ length: classes }, (_, k) => Array.from({ length: segments }, (__, t) => (clip[k] >= threshold && frames[t * classes + k] >= threshold ? 1 : 0)));
}
