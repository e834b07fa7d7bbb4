/** Whole seconds from `start` up to, not including, `end`. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** Who is where: for every second the class index that holds a place. */
export type Timeline = readonly number[];

/** The runs of seconds in which `classIndex` holds the place, in order. */
export function intervalsOf(timeline: Timeline, classIndex: number): Interval[] {
  const intervals: Interval[] = [];
  let start = 0;
  for (let second = 1; second <= timeline.length; second++) {
    if (second < timeline.length && timeline[second] === timeline[start]) continue;
    if (timeline[start] === classIndex) intervals.push({ start, end: second });
    start = second;
  }
  return intervals;
}

/** Whether a time in seconds lies in one of the intervals. */
export function covers(intervals: readonly Interval[], timeSeconds: number): boolean {
  return intervals.some(({ start, end }) => timeSeconds >= start && timeSeconds < end);
}

/** How many seconds the intervals have together. */
export function totalSeconds(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { start, end }) => sum + end - start, 0);
}
