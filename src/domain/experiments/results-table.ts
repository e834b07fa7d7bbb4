import { csvText } from './csv-text.js';
import { summarise, type Summary } from './statistics.js';

/** A column of results: the key of the measurements, and how it is shown. */
export interface Measure {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
}

/** One way of doing it, with what was measured of it so far. */
export interface MeasuredRow {
  readonly name: string;
  readonly note?: string | undefined;
  /** What the paper prints, by measure. */
  readonly paper?: Readonly<Record<string, number>> | undefined;
  /** Measurements there will be; 0 for a row that only the paper has. */
  readonly expected: number;
  /** One a measurement (seed), by measure. */
  readonly results: readonly Readonly<Record<string, number>>[];
}

export interface TableCell {
  readonly summary: Summary | undefined;
  readonly paper: number | undefined;
}

export interface ResultsTable {
  readonly measures: readonly (Measure & { /** Whether any row has a number of the paper. */ readonly inPaper: boolean })[];
  readonly rows: readonly (MeasuredRow & { readonly cells: readonly TableCell[] })[];
}

/** Rows × measures: mean and deviation over the measurements, and the paper's number. */
export function resultsTable(rows: readonly MeasuredRow[], measures: readonly Measure[]): ResultsTable {
  const paperOf = (row: MeasuredRow, { name }: Measure): number | undefined => row.paper?.[name];
  return {
    measures: measures.map((measure) => ({ ...measure, inPaper: rows.some((row) => paperOf(row, measure) !== undefined) })),
    rows: rows.map((row) => ({
      ...row,
      cells: measures.map((measure) => ({
        summary: summarise(row.results.flatMap((result) => (Object.hasOwn(result, measure.name) ? [result[measure.name]] : []))),
        paper: paperOf(row, measure),
      })),
    })),
  };
}

/** Headings and rows as texts, missing numbers as `–`: what every written form of the table is made of. */
export function tableTexts(table: ResultsTable, rowTitle: string): { readonly columns: readonly { readonly title: string; readonly numeric: boolean }[]; readonly rows: readonly (readonly string[])[] } {
  const hasNotes = table.rows.some(({ note }) => note !== undefined);
  const columns = [
    { title: rowTitle, numeric: false },
    { title: 'n', numeric: true },
    ...table.measures.flatMap(({ title, unit, inPaper }) => [{ title: unit === '' ? title : `${title}, ${unit}`, numeric: true }, ...(inPaper ? [{ title: 'paper', numeric: true }] : [])]),
    ...(hasNotes ? [{ title: 'note', numeric: false }] : []),
  ];
  const rows = table.rows.map((row) => [
    row.name,
    row.expected === row.results.length ? String(row.expected) : `${row.results.length} of ${row.expected}`,
    ...table.measures.flatMap(({ digits, inPaper }, column) => [summaryText(row.cells[column].summary, digits), ...(inPaper ? [paperText(row.cells[column].paper)] : [])]),
    ...(hasNotes ? [row.note ?? ''] : []),
  ]);
  return { columns, rows };
}

/** `81.97 ± 0.31`; without a deviation the mean alone. */
export function summaryText(summary: Summary | undefined, digits: number): string {
  if (summary === undefined) return '–';
  const { mean, deviation } = summary;
  return deviation === undefined ? mean.toFixed(digits) : `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`;
}

/** Papers print one digit; more are kept. */
const paperText = (value: number | undefined): string => (value === undefined ? '–' : Number.isInteger(value) ? value.toFixed(1) : String(value));

/** GitHub's form of tables. */
export function markdownTable(table: ResultsTable, rowTitle: string): string {
  const { columns, rows } = tableTexts(table, rowTitle);
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |\n`;
  return line(columns.map(({ title }) => title)) + line(columns.map(({ numeric }) => (numeric ? '---:' : '---'))) + rows.map(line).join('');
}

/** Comma-separated with a head line (RFC 4180): numbers of full precision, mean and deviation in columns of their own, missing ones empty. */
export function csvTable(table: ResultsTable, rowTitle: string): string {
  const head = [rowTitle, 'n', 'expected', ...table.measures.flatMap(({ name, inPaper }) => [`${name}_mean`, `${name}_deviation`, ...(inPaper ? [`${name}_paper`] : [])]), 'note'];
  const rows = table.rows.map((row) => [
    row.name,
    row.results.length,
    row.expected,
    ...table.measures.flatMap(({ inPaper }, column) => {
      const { summary, paper } = row.cells[column];
      return [summary?.mean, summary?.deviation, ...(inPaper ? [paper] : [])];
    }),
    row.note,
  ]);
  return csvText([head, ...rows]);
}

/** Lines for a terminal, columns aligned. */
export function alignedTable({ columns, rows }: ReturnType<typeof tableTexts>): string[] {
  const texts = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, column) => Math.max(...texts.map((row) => row[column].length)));
  return texts.map((row) => row.map((cell, column) => (columns[column].numeric ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  ').trimEnd());
}
