import type { LabelledEvent } from './labelled-event.js';

/** Seconds of a file that are used, from its start: one clip of one-second segments. */
export const clipSeconds = 10;

/** A label counts from this share of a segment on. */
const enough = 0.5;

/** Decimal seconds are not exact in binary: 0.7 − 0.2 is a little less than a half. */
const rounding = 1e-9;

export interface SegmentLabels {
  /** Class index per segment; `classes.length` is background. */
  readonly labels: readonly number[];
  /** Segments in which two classes or more had enough. */
  readonly contested: number;
}

/**
 * A class is the label of second t where its events cover half of [t, t + 1) or more; of several the one with the longest event there wins, of equal ones the first.
 * @param events of one file, in the order of the annotation; labels that are no class are background
 */
export function segmentLabelsOf(events: readonly LabelledEvent[], classes: readonly string[]): SegmentLabels {
  const spans = classes.flatMap((label, index) => joined(events.filter((event) => event.label === label)).map((span) => ({ ...span, index })));
  const firstOf = classes.map((label) => events.findIndex((event) => event.label === label));
  const candidates = Array.from({ length: clipSeconds }, (_, t) => classes.flatMap((_label, index) => {
    const here = spans.filter((span) => span.index === index && overlap(span, t) > 0);
    const covered = here.reduce((sum, span) => sum + overlap(span, t), 0);
    return covered < enough - rounding ? [] : [{ index, longest: Math.max(...here.map(({ start, end }) => end - start)) }];
  }));
  const labels = candidates.map((found) => found.sort((a, b) => b.longest - a.longest || firstOf[a.index] - firstOf[b.index])[0]?.index ?? classes.length);
  return { labels, contested: candidates.filter(({ length }) => length > 1).length };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const overlap = ({ start, end }: Span, t: number): number => Math.max(0, Math.min(end, t + 1) - Math.max(start, t));

/** Events of one label that touch or overlap are one. */
function joined(events: readonly Span[]): Span[] {
  const spans: Span[] = [];
  for (const { start, end } of [...events].sort((a, b) => a.start - b.start)) {
    const last = spans.at(-1);
    if (last !== undefined && start <= last.end) spans[spans.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else spans.push({ start, end });
  }
  return spans;
}
