import type { FilePrediction } from './file-prediction.js';

/** How many of the likeliest classes are printed. */
const topClasses = 3;

/** A prediction as a person reads it: one line of events in seconds, one bar of segments, the likeliest classes. */
export function timelineLines(prediction: FilePrediction, segmentSeconds: number): string[] {
  const { file, state, detail, segments } = prediction;
  if (segments.length === 0) return [`${file}: no prediction, ${state}${detail === undefined ? '' : ` (${detail})`}`];
  const events = eventsOf(segments).map(({ name, start, end }) => `${name} ${start * segmentSeconds}–${end * segmentSeconds} s`);
  const top = Object.entries(prediction.classProbabilities)
    .sort(([, a], [, b]) => b - a)
    .slice(0, topClasses)
    .map(([name, probability]) => `${name} ${(100 * probability).toFixed(0)} %`);
  return [
    `${file}: ${events.length === 0 ? 'no event' : events.join(', ')}${state === 'ok' ? '' : `  [${state}${detail === undefined ? '' : `: ${detail}`}]`}`,
    `  ${segments.map((name) => (name === 'background' ? '·' : '█')).join('')}  ${prediction.eventProbabilities.map((p) => (100 * p).toFixed(0)).join(' ')} % event`,
    `  likeliest: ${top.join(', ')}`,
  ];
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
