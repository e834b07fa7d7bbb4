import type { LabelledSpan } from '../../contract/index.js';
import { repaired } from './clip-id.js';
import { llpClasses, llpClassIndex } from './llp-classes.js';
import { tabRows } from './tab-rows.js';

export interface DenseLabels {
  /** Events by clip, as published: second t counts where onset ≤ t < offset. */
  readonly spans: ReadonlyMap<string, readonly LabelledSpan[]>;
  /** Oddities, with file and line. */
  readonly notices: readonly string[];
}

/** Seconds in which events are heard, or seen. @param clips ids of the lists; rows of others are told of and left out */
export function denseLabels(text: string, file: string, clips: ReadonlySet<string>): DenseLabels {
  const spans = new Map<string, LabelledSpan[]>();
  const notices: string[] = [];
  const unknown: string[] = [];
  /** Lines by row. */
  const seen = new Map<string, number>();
  for (const { line, fields } of tabRows(text, file, ['filename', 'onset', 'offset', 'event_labels'])) {
    const where = `${file} line ${line}`;
    const [written, onsetText, offsetText, label] = fields;
    const clip = repaired(written);
    const row = fields.join('\t');
    const earlier = seen.get(row);
    const [onset, offset, classIndex] = [Number(onsetText), Number(offsetText), llpClassIndex.get(label)];
    if (clip !== written) notices.push(`${where}: the clip ${written} is taken for ${clip}.`);
    if (!clips.has(clip)) unknown.push(`${written} (line ${line})`);
    else if (fields.length !== 4 || classIndex === undefined || !Number.isInteger(onset) || !Number.isInteger(offset)) notices.push(`${where}: the row is not an event (clip, onset, offset, class) and is left out: ${fields.join(' ')}.`);
    else if (offset <= onset) notices.push(`${where}: the event of ${clip} ends at ${offset} and begins at ${onset}; it marks no second.`);
    else if (earlier !== undefined) notices.push(`${where}: the row repeats line ${earlier}.`);
    else spans.set(clip, [...(spans.get(clip) ?? []), [classIndex, onset, offset]]);
    if (earlier === undefined) seen.set(row, line);
  }
  if (unknown.length > 0) notices.push(`${file}: ${unknown.length} rows are of clips that are in no list and are left out: ${[...new Set(unknown)].slice(0, 10).join(', ')}.`);
  return { spans, notices: [...notices, ...joinedRanges(spans, file)] };
}

/** Says of how many pairs of clip and class the ranges overlap or touch: seconds count once, and such ranges are one event. */
function joinedRanges(spans: DenseLabels['spans'], file: string): string[] {
  const pairs = { overlap: new Array<string>(), touch: new Array<string>() };
  for (const [clip, all] of spans) {
    for (const classIndex of new Set(all.map(([index]) => index))) {
      const own = all.filter(([index]) => index === classIndex).sort((a, b) => a[1] - b[1]);
      const meets = (holds: (onset: number, offsetBefore: number) => boolean): boolean => own.some(([, onset], k) => k > 0 && holds(onset, own[k - 1][2]));
      if (meets((onset, before) => onset < before)) pairs.overlap.push(`${clip} ${llpClasses[classIndex]}`);
      if (meets((onset, before) => onset === before)) pairs.touch.push(`${clip} ${llpClasses[classIndex]}`);
    }
  }
  return Object.entries(pairs).flatMap(([how, found]) => (found.length === 0 ? [] : [`${file}: the ranges of ${found.length} pairs of clip and class ${how} and are joined, first of ${found[0]}.`]));
}
