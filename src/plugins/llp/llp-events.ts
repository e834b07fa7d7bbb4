import type { LabelledSpan } from '../../contract/index.js';
import { repaired } from './clip-id.js';
import { llpClassIndex } from './llp-classes.js';
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
  const seen = new Set<string>();
  for (const { line, fields } of tabRows(text, file, ['filename', 'onset', 'offset', 'event_labels'])) {
    const where = `${file} line ${line}`;
    const [written, onsetText, offsetText, label] = fields;
    const clip = repaired(written);
    const [onset, offset, classIndex] = [Number(onsetText), Number(offsetText), llpClassIndex.get(label)];
    if (clip !== written) notices.push(`${where}: the clip ${written} is taken for ${clip}.`);
    if (!clips.has(clip)) unknown.push(`${written} (line ${line})`);
    else if (fields.length !== 4 || classIndex === undefined || !Number.isInteger(onset) || !Number.isInteger(offset)) notices.push(`${where}: the row is not an event (clip, onset, offset, class) and is left out: ${fields.join(' ')}.`);
    else if (offset <= onset) notices.push(`${where}: the event of ${clip} ends at ${offset} and begins at ${onset}; it marks no second.`);
    else if (seen.has(fields.join('\t'))) notices.push(`${where}: the row repeats another one.`);
    else spans.set(clip, [...(spans.get(clip) ?? []), [classIndex, onset, offset]]);
    seen.add(fields.join('\t'));
  }
  if (unknown.length > 0) notices.push(`${file}: ${unknown.length} rows are of clips that are in no list and are left out: ${[...new Set(unknown)].slice(0, 10).join(', ')}.`);
  return { spans, notices };
}
