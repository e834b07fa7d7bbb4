import { metricWords } from '../../domain/tasks/metric-words.js';
import { join } from 'node:path';
import { alignedTable, csvTable, markdownTable, resultsTable, tableTexts, type Measure, type ResultsTable } from '../../domain/experiments/results-table.js';
import type { ComparisonRow, ReportContent } from '../../domain/ports/report.js';
import type { EncodedPicture, ReportSection } from '../../domain/ports/report-section.js';
import type { Services } from '../services.js';
import { cellsTable, curveParts } from './grid-sections.js';
import type { GridDefinition } from './grid-definition.js';
import type { CellState, GridPresentation } from './grid-presentation.js';
import { readResult } from './grid-results.js';

interface WrittenTables {
  readonly table: ResultsTable;
  readonly finished: number;
  readonly lines: readonly string[];
}

/** Writes `table.md`, `table.csv` and `report.html` of all that is finished in the grid folder, by whatever shard. */
export async function writeTables(services: Services, folder: string, definition: GridDefinition, presentation: GridPresentation): Promise<WrittenTables> {
  for (;;) {
    const states = await cellStates(services, folder, definition);
    const written = await writeOnce(services, folder, states, presentation);
    // A shard that ended in between has written a newer table, which this one has just replaced.
    const later = await cellStates(services, folder, definition);
    if (finishedOf(later) === written.finished) return written;
  }
}

async function cellStates({ data, reporter }: Services, folder: string, { cells }: GridDefinition): Promise<CellState[]> {
  return Promise.all(cells.map(async (labels) => ({ labels, result: await readResult(data, folder, labels, (line) => reporter.warn(line)) })));
}

const finishedOf = (states: readonly CellState[]): number => states.filter(({ result }) => result !== undefined).length;

async function writeOnce(services: Services, folder: string, states: readonly CellState[], wanted: GridPresentation): Promise<WrittenTables> {
  const finished = finishedOf(states);
  const missing = finished === states.length ? [] : [`Only ${finished} of ${states.length} cells are finished.`];
  const presentation = { ...wanted, origin: { ...wanted.origin, notices: [...missing, ...wanted.origin.notices] } };
  const { rowLabel, remarks, origin } = presentation;
  const measures = allMeasures(presentation.measures, states);
  const table = resultsTable(
    presentation.rows.map((row) => {
      const cells = states.filter(({ labels }) => labels[rowLabel] === row.name);
      return { ...row, expected: cells.length, results: cells.flatMap(({ result }) => (result === undefined ? [] : [result.values])) };
    }),
    measures,
  );
  const markdown = [`# ${origin.title}`, ...origin.notices, ...remarks, markdownTable(table, rowLabel).trimEnd(), spreadNote, `    ${origin.reproduce}`].join('\n\n');
  const { data } = services;
  await data.writeText(join(folder, 'table.md'), `${markdown}\n`);
  await data.writeText(join(folder, 'table.csv'), csvTable(table, rowLabel));
  await data.writeText(join(folder, 'report.html'), await (await services.reports()).render(reportOf(table, states, presentation)));
  return { table, finished, lines: alignedTable(tableTexts(table, rowLabel)) };
}

const spreadNote = 'n is the number of measurements (seeds); ± is their sample standard deviation; – is missing.';

/** Measurements nobody announced are per cent, as the metrics of tasks are. */
function allMeasures(announced: readonly Measure[], states: readonly CellState[]): Measure[] {
  const names = new Set(states.flatMap(({ result }) => Object.keys(result?.values ?? {})));
  const known = new Set(announced.map(({ name }) => name));
  return [...announced, ...[...names].filter((name) => !known.has(name)).map((name) => ({ name, title: metricWords(name), unit: '%', digits: 2 }))];
}

function reportOf(table: ResultsTable, states: readonly CellState[], presentation: GridPresentation): ReportContent {
  const { origin, main, rows, rowLabel, remarks } = presentation;
  const column = table.measures.findIndex(({ name }) => name === main);
  const { columns, rows: texts } = tableTexts(table, rowLabel);
  const curves = curveParts(table, column, rows);
  const sections: ReportSection<EncodedPicture>[] = [
    ...(curves.length === 0 ? [] : [{ title: 'Curves over one setting', parts: curves }]),
    { title: 'All numbers, and the paper’s', parts: [{ kind: 'table', caption: spreadNote, columns, rows: texts }] },
    { title: 'Every cell', parts: [cellsTable(states, table.measures)] },
  ];
  const compared = table.rows.flatMap((row): ComparisonRow[] => {
    const summary = row.cells[column]?.summary;
    if (summary === undefined) return [];
    const { mean, n, deviation } = summary;
    const baseline = rows.find(({ name }) => name === row.name)?.baseline;
    return [{ name: row.name, mean, n, ...(deviation !== undefined && { spread: deviation }), ...(row.note !== undefined && { note: row.note }), ...(baseline !== undefined && { baseline }) }];
  });
  if (compared.length === 0) return { kind: 'sections', ...origin, sections: [...(remarks.length === 0 ? [] : [{ title: 'What is compared', parts: remarks.map((text) => ({ kind: 'text' as const, text })) }]), ...sections] };
  const { title: measure, unit } = table.measures[column];
  return { kind: 'comparison', ...origin, measure, unit, spreadMeaning: 'sample standard deviation over seeds', rows: compared, remarks, sections };
}
