import { csvRecords } from '../../contract/csv.js';
import { AvtoolError, nearest } from '../../contract/index.js';

export const annotationFile = 'labels.csv';

const neededColumns = ['file', 'label', 'start', 'end'] as const;

/** The fields of one row as text, trimmed; `undefined` where the row or the header ends before the column. */
export interface CsvRow {
  /** Line of the file where the row ends, counted from 1. */
  readonly line: number;
  readonly field: (column: (typeof neededColumns)[number] | 'split') => string | undefined;
}

/**
 * Reads `file,label,start,end` with an optional `split`, in any order; other columns are ignored. Byte order mark and line ends of any system are fine.
 * @throws AvtoolError FOLDER_CSV, FOLDER_HEADER, FOLDER_EMPTY (exit 2) naming line and column
 */
export function parseCsvRows(text: string): CsvRow[] {
  const [header, ...rows] = csvRecords(text, { name: annotationFile, fault: { code: 'FOLDER_CSV', fix: 'Close every quote; write a quote inside a quoted field twice.' } });
  if (header === undefined) throw fault('FOLDER_EMPTY', 'The annotation file is empty.', annotationFile);
  const columns = header.fields.map((name) => name.toLowerCase());
  checkHeader(columns, header.fields);
  if (rows.length === 0) throw fault('FOLDER_EMPTY', 'The annotation file has a header and no rows.', annotationFile);
  return rows.map(({ fields, line }) => ({ line, field: (column) => fields[columns.indexOf(column)] }));
}

function checkHeader(columns: readonly string[], written: readonly string[]): void {
  const missing = neededColumns.find((name) => !columns.includes(name));
  if (missing !== undefined) {
    const close = nearest(missing, written);
    const found = close.length > 0 ? `nearest: ${close.join(' or ')}` : `found: ${written.join(', ')}`;
    throw fault('FOLDER_HEADER', `The header has no column ${missing}; ${found}.`, `${annotationFile} line 1`, 'The first line is file,label,start,end, with commas between the fields; a column split may follow.');
  }
  const twice = columns.find((name, index) => (name === 'split' || neededColumns.some((needed) => needed === name)) && columns.indexOf(name) !== index);
  if (twice !== undefined) throw fault('FOLDER_HEADER', `The header has the column ${twice} twice.`, `${annotationFile} line 1`, 'Keep one of them.');
}

function fault(code: string, message: string, where: string, fix = 'Write a header file,label,start,end and one labelled event a line.'): AvtoolError {
  return new AvtoolError({ code, message, where, fix, exitCode: 2 });
}
