import { CsvError, parse } from 'csv-parse/sync';
import { AvtoolError } from '../../contract/index.js';

export interface ListRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A row longer than this is none: a quote was never closed. */
const longestRow = 10_000;

/** Rows of a list without header; labels with commas are quoted. @throws AvtoolError VGGSOUND_CSV (exit 2) naming file and line */
export function listRows(text: string, file: string): ListRow[] {
  try {
    const rows: ListRow[] = [];
    parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: longestRow,
      on_record: (fields: string[], { lines }) => {
        rows.push({ line: lines, fields });
        return undefined;
      },
    });
    if (rows.length > 0) return rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new AvtoolError({ code: 'VGGSOUND_CSV', message: `The list is not CSV: ${error.message.replace(/\.$/, '')}.`, where: `${file} line ${String(error.lines)}`, fix: 'Use the published list.', exitCode: 2, cause: error });
  }
  throw new AvtoolError({ code: 'VGGSOUND_CSV', message: 'The list is empty.', where: file, fix: 'Use the published list.', exitCode: 2 });
}
