import type { ClipEntry } from '../../ports/clip-store.js';

/**
 * What a clip is, as a distribution over the classes: its labels in equal shares, or the class of its first segment that is not background (spec/task-fewshot-zeroshot §6).
 * Zeros for a clip without any.
 * @param columns classes, and one for background where the model has it
 */
export function clipTarget(entry: ClipEntry, classes: number, columns: number): Float32Array {
  const row = new Float32Array(columns);
  const known = clipClasses(entry, classes);
  for (const label of known) row[label] = 1 / known.length;
  return row;
}

/** Classes of a clip in the order of their indices. */
export function clipClasses({ labels, segmentLabels }: ClipEntry, classes: number): readonly number[] {
  if (labels?.classes !== undefined) return labels.classes;
  const first = segmentLabels.find((label) => label < classes);
  return first === undefined ? [] : [first];
}

/** One row a segment; background is the last column, or zeros where the model has none. */
export function segmentTargets(labels: readonly number[], columns: number): Float32Array {
  const rows = new Float32Array(labels.length * columns);
  labels.forEach((label, t) => {
    if (label < columns) rows[t * columns + label] = 1;
  });
  return rows;
}
