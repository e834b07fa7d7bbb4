/**
 * Segment t is the class if start ≤ t·segmentSeconds < end, else background. spec/datasets §2.
 * @returns class index per segment; `classes` stands for background
 */
export function segmentLabels(classIndex: number, startSeconds: number, endSeconds: number, segments: number, segmentSeconds: number, classes: number): number[] {
  return Array.from({ length: segments }, (_, t) => (startSeconds <= t * segmentSeconds && t * segmentSeconds < endSeconds ? classIndex : classes));
}

/** Class of a clip as the published loss has it: largest class index over time of the foreground columns' arg-max; 0 without any event. spec/task-ave §5. */
export const publishedClipClass = (labels: readonly number[], classes: number): number => Math.max(0, ...labels.map((label) => (label === classes ? 0 : label)));

/** Class of the event segments, or −1 for a clip without event (fixed recipe, spec/task-ave §9.1). */
export const clipClass = (labels: readonly number[], classes: number): number => labels.find((label) => label !== classes) ?? -1;
