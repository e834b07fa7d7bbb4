import { nearest } from '../../contract/index.js';
import { aveClasses } from './ave-classes.js';

export const aveSeconds = 10;

const fieldNames = ['Category', 'VideoID', 'Quality', 'StartTime', 'EndTime'] as const;
const header = fieldNames.join('&');

/** One row of an annotation file: an event of one video, or what is wrong with the row, naming the field. */
export type AveRow =
  | { readonly line: number; readonly video: string; readonly category: number; readonly start: number; readonly end: number }
  | { readonly line: number; readonly video: string; readonly fault: string };

/** Reads one annotation file: `&` separates, the header is optional, line ends and a byte order mark of any system are fine. */
export function parseAveRows(text: string): AveRow[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((content, index) => ({ content: content.trim(), line: index + 1 }))
    .filter(({ content }) => content !== '' && content !== header)
    .map(({ content, line }) => parseRow(content, line));
}

function parseRow(content: string, line: number): AveRow {
  const fields = content.split('&').map((field) => field.trim());
  const [category, video, , startText, endText] = fields;
  const faulty = (fault: string): AveRow => ({ line, video: video ?? '', fault });
  if (fields.length !== fieldNames.length) return faulty(`The row has ${fields.length} fields, expected ${fieldNames.length}: ${header}.`);
  if (!aveClasses.includes(category)) {
    const close = nearest(category, aveClasses);
    return faulty(`Category "${category}" is unknown${close.length > 0 ? `; nearest: ${close.join(' or ')}` : ''}.`);
  }
  if (!/^[\w-]+$/.test(video)) return faulty(`VideoID "${video}" is not a video id (letters, digits, _ and -).`);
  const start = second(startText);
  if (start === undefined) return faulty(`StartTime "${startText}" is not a whole second from 0 to ${aveSeconds}.`);
  const end = second(endText);
  if (end === undefined) return faulty(`EndTime "${endText}" is not a whole second from 0 to ${aveSeconds}.`);
  if (end < start) return faulty(`EndTime ${end} is before StartTime ${start}.`);
  return { line, video, category: aveClasses.indexOf(category), start, end };
}

function second(text: string): number | undefined {
  return /^\d{1,2}$/.test(text) && Number(text) <= aveSeconds ? Number(text) : undefined;
}

/** Second t is the category if start ≤ t < end, else background (spec/datasets §2). */
export function segmentLabelsOf(event: { readonly category: number; readonly start: number; readonly end: number }): number[] {
  return Array.from({ length: aveSeconds }, (_, t) => (event.start <= t && t < event.end ? event.category : aveClasses.length));
}
