import type { ClipEntry } from '../ports/clip-store.js';
import type { Baseline, SegmentPrediction, ShownPrediction } from './task.js';

/** How many of the likeliest classes are said. */
const topClasses = 3;

/** One class per segment as a person reads it: events in seconds, one bar of segments, the likeliest classes. */
export function showSegments({ segmentClasses, eventProbabilities, classProbabilities }: SegmentPrediction, classes: readonly string[], segmentSeconds: number): ShownPrediction {
  const segments = segmentClasses.map((label) => classes[label] ?? 'background');
  const events = eventsInWords(segments, segmentSeconds);
  return {
    values: { segments, eventProbabilities, classProbabilities: byName(classes, classProbabilities) },
    lines: [
      events === '' ? 'no event' : events,
      `${segments.map((name) => (name === 'background' ? '·' : '█')).join('')}  ${eventProbabilities.map((p) => (100 * p).toFixed(0)).join(' ')} % event`,
      `likeliest: ${likeliest(classes, classProbabilities)}`,
    ],
  };
}

/** One of the names per segment, where there is no background to hold it against: the likeliest of the whole, then over time. */
export function showNames({ segmentClasses, eventProbabilities, classProbabilities }: SegmentPrediction, classes: readonly string[], segmentSeconds: number): ShownPrediction {
  const segments = segmentClasses.map((label) => classes[label]);
  return {
    values: { segments, segmentProbabilities: eventProbabilities, classProbabilities: byName(classes, classProbabilities) },
    lines: [likeliest(classes, classProbabilities), `over time: ${eventsInWords(segments, segmentSeconds)}`],
  };
}

const byName = (classes: readonly string[], probabilities: readonly number[]): Record<string, number> => Object.fromEntries(classes.map((name, index) => [name, probabilities[index]]));

const eventsInWords = (segments: readonly string[], segmentSeconds: number): string => eventsOf(segments).map(({ name, start, end }) => `${name} ${start * segmentSeconds}–${end * segmentSeconds} s`).join(', ');

/** The likeliest classes in per cent, as reports and the terminal say them. */
export const likeliest = (classes: readonly string[], probabilities: readonly number[]): string =>
  classes
    .map((name, index) => ({ name, probability: probabilities[index] }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, topClasses)
    .map(({ name, probability }) => `${name} ${(100 * probability).toFixed(0)} %`)
    .join(', ');

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
