import { nearest } from '../../contract/index.js';
import type { CsvRow } from './csv-rows.js';

export const folderSplits = ['train', 'val', 'test'] as const;
export type FolderSplit = (typeof folderSplits)[number];

/** A label that is no class, in upper or lower case: what a file without events is listed with. */
export const backgroundLabel = 'background';

/** One row: a label from second `start` to second `end` of a file. */
export interface LabelledEvent {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

/** A row that can be read, or what is wrong with it, naming the field. */
export type FolderRow =
  | { readonly line: number; readonly file: string; readonly split: FolderSplit | undefined; readonly event: LabelledEvent }
  | { readonly line: number; readonly file: string | undefined; readonly fault: string };

const longestLabel = 100;

export function readRow({ line, field }: CsvRow): FolderRow {
  const file = relativeFile(field('file') ?? '');
  if ('fault' in file) return { line, file: undefined, fault: file.fault };
  const event = readEvent({ line, field });
  if (typeof event === 'string') return { line, file: file.path, fault: event };
  const split = readSplit(field('split') ?? '');
  return 'fault' in split ? { line, file: file.path, fault: split.fault } : { line, file: file.path, split: split.name, event };
}

/** The path with `/` and without `./`; paths that could leave the folder are refused. */
function relativeFile(written: string): { readonly path: string } | { readonly fault: string } {
  const parts = written.split(/[\\/]/);
  if (written === '') return { fault: 'Field file: empty.' };
  if (/\p{Cc}/u.test(written)) return { fault: 'Field file: it holds control characters.' };
  if (parts[0] === '' || /^[A-Za-z]:/.test(written)) return { fault: `Field file: ${written} is an absolute path; expected one inside the data folder.` };
  if (parts.includes('..')) return { fault: `Field file: ${written} leads out of the data folder.` };
  const path = parts.filter((part) => part !== '.' && part !== '').join('/');
  return path === '' ? { fault: `Field file: ${written} is no file.` } : { path };
}

function readEvent({ field }: CsvRow): LabelledEvent | string {
  const label = (field('label') ?? '').normalize('NFC');
  if (label === '') return 'Field label: empty.';
  if (label.length > longestLabel || /\p{Cc}/u.test(label)) return `Field label: longer than ${longestLabel} characters, or with control characters.`;
  const start = seconds('start', field('start') ?? '');
  if (typeof start === 'string') return start;
  const end = seconds('end', field('end') ?? '');
  if (typeof end === 'string') return end;
  const name = label.toLowerCase() === backgroundLabel ? backgroundLabel : label;
  return end > start ? { label: name, start, end } : `Field end: ${end} is not after start ${start}.`;
}

function seconds(column: string, written: string): number | string {
  if (written === '') return `Field ${column}: empty.`;
  if (/^-\d*\.?\d+$/.test(written) && Number(written) < 0) return `Field ${column}: ${written} is negative.`;
  return /^-?(\d+\.?\d*|\.\d+)$/.test(written) ? Number(written) : `Field ${column}: "${written}" is not a number of seconds.`;
}

function readSplit(written: string): { readonly name: FolderSplit | undefined } | { readonly fault: string } {
  const name = folderSplits.find((split) => split === written.toLowerCase());
  if (name !== undefined || written === '') return { name };
  const close = nearest(written, folderSplits);
  return { fault: `Field split: "${written}" is unknown; ${close.length > 0 ? `nearest: ${close.join(' or ')}` : `expected ${folderSplits.join(', ')}`}.` };
}
