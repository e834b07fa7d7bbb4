import { AvtoolError } from '../../contract/index.js';

/** Fields of one row, and its line. */
export interface TabRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Rows of a list of LLP: fields between tabs, nothing quoted, the header first. @throws AvtoolError LLP_HEADER naming the file where it is another list */
export function tabRows(text: string, file: string, header: readonly string[]): TabRow[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((content, index) => ({ line: index + 1, fields: content.split('\t').map((field) => field.trim()) }))
    .filter(({ fields }) => fields.some((field) => field !== ''));
  const [first, ...rows] = lines;
  if (first !== undefined && first.fields.join('\t') === header.join('\t') && rows.length > 0) return rows;
  throw new AvtoolError({ code: 'LLP_HEADER', message: `The list does not begin with the fields ${header.join(', ')}, or it has no row.`, where: `${file} line 1`, fix: 'Use the published list, with tabs between its fields.', exitCode: 2 });
}
