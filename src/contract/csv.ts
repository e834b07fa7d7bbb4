/** Lists of data sets as text, for plugins: published as `avtool/plugin/csv`. */
import { CsvError, parse } from 'csv-parse/sync';
import { AvtoolError } from '../domain/errors.js';

/** The fields of one row, trimmed, and the line of the file where it ends, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

export interface CsvFile {
  /** For messages. */
  readonly name: string;
  /** A comma unless given. */
  readonly delimiter?: string;
  /** Whether fields may stand in quotes; they may unless it is `false`. */
  readonly quoted?: false;
  /** What is said where the text is no CSV. */
  readonly fault: { readonly code: string; readonly fix: string };
}

/** A row longer than this is none of a list: a quote was never closed. */
const longestRow = 10_000;

/**
 * Every row that is not empty, the header too. Byte order mark and line ends of any system are fine; rows may differ in length.
 * @throws AvtoolError with the code of the file (exit 2) naming file and line
 */
export function csvRecords(text: string, { name, delimiter = ',', quoted, fault }: CsvFile): CsvRecord[] {
  const records: CsvRecord[] = [];
  try {
    parse(text, {
      bom: true,
      trim: true,
      delimiter,
      ...(quoted === false && { quote: false }),
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: longestRow,
      on_record: (fields: string[], { lines }) => {
        records.push({ line: lines, fields });
        return undefined;
      },
    });
    return records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new AvtoolError({ code: fault.code, message: `The annotation file is not CSV: ${error.message.replace(/\.$/, '')}.`, where: `${name} line ${String(error.lines)}`, fix: fault.fix, exitCode: 2, cause: error });
  }
}
