/** Neighbouring segments with the same label. */
export interface SegmentRun {
  readonly label: number;
  readonly start: number;
  readonly length: number;
}

export function segmentRuns(labels: readonly number[]): SegmentRun[] {
  const starts = labels.flatMap((label, index) => (index === 0 || labels[index - 1] !== label ? [index] : []));
  return starts.map((start, index) => ({ label: labels[start], start, length: (starts[index + 1] ?? labels.length) - start }));
}

/** `bell 2–6 s, drum 8–9 s`; background is left out unless there is nothing else. */
export function runsInWords(labels: readonly number[], classes: readonly string[], segmentSeconds: number): string {
  const events = segmentRuns(labels).filter(({ label }) => label < classes.length);
  if (events.length === 0) return 'background throughout';
  const seconds = (segment: number): string => String(Number((segment * segmentSeconds).toFixed(2)));
  return events.map(({ label, start, length }) => `${classes[label]} ${seconds(start)}–${seconds(start + length)} s`).join(', ');
}
