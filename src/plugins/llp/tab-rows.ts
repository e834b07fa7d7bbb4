import { csvRecords, type CsvRecord } from '../../contract/csv.js';
import { AvtoolError } from '../../contract/index.js';

const fault = { code: 'LLP_HEADER', fix: 'Use the published list, with tabs between its fields.' };

/** Rows of a list of LLP: fields between tabs, nothing quoted, the header first. @throws AvtoolError LLP_HEADER naming the file where it is another list */
export function tabRows(text: string, file: string, header: readonly string[]): CsvRecord[] {
  const [first, ...rows] = csvRecords(text, { name: file, delimiter: '\t', quoted: false, fault });
  if (first !== undefined && first.fields.join('\t') === header.join('\t') && rows.length > 0) return rows;
  throw new AvtoolError({ ...fault, message: `The list does not begin with the fields ${header.join(', ')}, or it has no row.`, where: `${file} line 1`, exitCode: 2 });
}
