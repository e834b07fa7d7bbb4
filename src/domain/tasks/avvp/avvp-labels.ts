import type { LabelledSpan } from '../../data/clip-labels.js';
import { AvtoolError } from '../../errors.js';
import type { ClipEntry } from '../../ports/clip-store.js';
import type { ParsedClip } from './avvp-metrics.js';
import { truthArray } from './parsing-arrays.js';

/** Classes that occur somewhere in a clip, each once: said by the data set, or those of its events. @throws AvtoolError LABELS_MISSING (exit 2) naming the clip */
export function weakClasses({ id, labels }: ClipEntry): number[] {
  const spans = [...(labels?.audible ?? []), ...(labels?.visible ?? [])].filter(([, onset, offset]) => offset > onset);
  if (labels?.classes === undefined && labels?.audible === undefined && labels?.visible === undefined) throw labelsMissing(id, 'which classes occur in');
  return [...new Set(labels.classes ?? spans.map(([k]) => k))].sort((a, b) => a - b);
}

/** What is heard and seen in a clip's segments. @throws AvtoolError LABELS_MISSING (exit 2) where the data set says only that a class occurs */
export function parsedTruth({ id, labels }: ClipEntry, classes: number, segments: number): ParsedClip {
  const { audible, visible } = labels ?? {};
  if (audible === undefined || visible === undefined) throw labelsMissing(id, 'when what is heard and seen in');
  return { audible: truthArray(audible, classes, segments), visible: truthArray(visible, classes, segments) };
}

export const hasEvents = ({ labels }: ClipEntry): boolean => labels?.audible !== undefined && labels.visible !== undefined;

/** Runs of a parsing array as spans. */
export const spansOf = (array: readonly (readonly number[])[]): LabelledSpan[] =>
  array.flatMap((row, k) => {
    const starts = row.flatMap((value, t) => (value === 1 && (t === 0 || row[t - 1] !== 1) ? [t] : []));
    return starts.map((start): LabelledSpan => {
      const end = row.findIndex((value, t) => t > start && value !== 1);
      return [k, start, end === -1 ? row.length : end];
    });
  });

const labelsMissing = (id: string, what: string): AvtoolError =>
  new AvtoolError({ code: 'LABELS_MISSING', message: `the data set does not say ${what} ${id}, and the task needs it`, fix: 'take a split and a data set that are annotated for video parsing (LLP: val and test)', exitCode: 2 });
