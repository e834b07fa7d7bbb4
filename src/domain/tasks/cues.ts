import type { Cue } from './cue.js';
import type { SegmentPrediction } from './task.js';

/** One cue a run of equal classes other than background, with the mean probability of an event. */
export function timelineCues({ segmentClasses, eventProbabilities }: SegmentPrediction, classes: readonly string[], segmentSeconds: number): Cue[] {
  const cues: Cue[] = [];
  for (let start = 0; start < segmentClasses.length; ) {
    let end = start + 1;
    while (end < segmentClasses.length && segmentClasses[end] === segmentClasses[start]) end += 1;
    const name = classes[segmentClasses[start]];
    const probability = eventProbabilities.slice(start, end).reduce((sum, value) => sum + value, 0) / (end - start);
    // Background has no name.
    if (segmentClasses[start] < classes.length) cues.push({ startSeconds: start * segmentSeconds, endSeconds: end * segmentSeconds, text: `${name} ${(100 * probability).toFixed(0)} %` });
    start = end;
  }
  return cues;
}
