/**
 * One label a clip from one a segment, as published for `weak` = 1: the first segment that is not background, its background column dropped;
 * zeros for a clip without an event. spec/task-fewshot-zeroshot §6.
 * @param segmentLabels one-hot rows [clips · segments, classes + 1], background last
 * @returns [clips · classes]
 */
export function clipLabels(segmentLabels: ArrayLike<number>, segments: number, columns: number): number[] {
  const classes = columns - 1;
  const clips = segmentLabels.length / (segments * columns);
  return Array.from({ length: clips }, (_, clip) => {
    for (let segment = 0; segment < segments; segment++) {
      const row = Array.from({ length: classes }, (__, k) => segmentLabels[(clip * segments + segment) * columns + k]);
      if (row.some((value) => value !== 0)) return row;
    }
    return new Array<number>(classes).fill(0);
  }).flat();
}
