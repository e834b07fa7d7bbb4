import type { ClipEntry } from '../ports/clip-store.js';
import type { Baseline, SegmentPrediction, ShownPrediction } from './task.js';

/** How many of the likeliest classes are said. */
const topClasses = 3;

/** One class per segment as a person reads it: events in seconds, one bar of segments, the likeliest classes. */
export function showSegments({ segmentClasses, eventProbabilities, classProbabilities }: SegmentPrediction, classes: readonly string[], segmentSeconds: number): ShownPrediction {
  const segments = segmentClasses.map((label) => classes[label] ?? 'background');
  const byClass: Record<string, number> = Object.fromEntries(classes.map((name, index) => [name, classProbabilities[index]]));
  const events = eventsOf(segments).map(({ name, start, end }) => `${name} ${start * segmentSeconds}–${end * segmentSeconds} s`);
  const top = Object.entries(byClass)
    .sort(([, a], [, b]) => b - a)
    .slice(0, topClasses)
    .map(([name, probability]) => `${name} ${(100 * probability).toFixed(0)} %`);
  return {
    values: { segments, eventProbabilities, classProbabilities: byClass },
    lines: [
      events.length === 0 ? 'no event' : events.join(', '),
      `${segments.map((name) => (name === 'background' ? '·' : '█')).join('')}  ${eventProbabilities.map((p) => (100 * p).toFixed(0)).join(' ')} % event`,
      `likeliest: ${top.join(', ')}`,
    ],
  };
}

/** Segments whose class is right. */
export function segmentsRight({ segmentClasses }: SegmentPrediction, { segmentLabels }: ClipEntry): { right: number; total: number } {
  return { right: segmentLabels.filter((label, t) => segmentClasses[t] === label).length, total: segmentLabels.length };
}

/** Accuracy in per cent of always predicting the most frequent label of these segments. */
export function majorityBaseline(truths: readonly ClipEntry[]): Baseline {
  const counts = new Map<number, number>();
  for (const label of truths.flatMap(({ segmentLabels }) => segmentLabels)) counts.set(label, (counts.get(label) ?? 0) + 1);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { name: 'always the most frequent label', value: total === 0 ? 0 : (100 * Math.max(...counts.values())) / total };
}

/** Runs of equal classes other than background. */
function eventsOf(segments: readonly string[]): { name: string; start: number; end: number }[] {
  const events: { name: string; start: number; end: number }[] = [];
  segments.forEach((name, t) => {
    const last = events[events.length - 1];
    if (name === 'background') return;
    if (last !== undefined && last.name === name && last.end === t) last.end = t + 1;
    else events.push({ name, start: t, end: t + 1 });
  });
  return events;
}
