import { cellName } from '../../domain/experiments/grid-cell.js';
import type { Measure, ResultsTable } from '../../domain/experiments/results-table.js';
import type { EncodedPicture, ReportPart } from '../../domain/ports/report-section.js';
import type { CellState, GridRow } from './grid-presentation.js';

/** Every cell with what it measured, or that it is missing. */
export function cellsTable(states: readonly CellState[], measures: readonly Measure[]): ReportPart<EncodedPicture> {
  const facts = [...new Set(states.flatMap(({ result }) => Object.keys(result?.facts ?? {})))];
  return {
    kind: 'table',
    caption: 'One row a cell; – is not finished.',
    columns: [{ title: 'cell' }, ...measures.map(({ title, unit }) => ({ title: unit === '' ? title : `${title}, ${unit}`, numeric: true })), ...facts.map((title) => ({ title, numeric: true }))],
    rows: states.map(({ labels, result }) => [
      cellName(labels),
      ...measures.map(({ name, digits }) => result?.values[name]?.toFixed(digits) ?? '–'),
      ...facts.map((name) => String(result?.facts[name] ?? '–')),
    ]),
  };
}

/** One chart a curve: the main measure over the varied setting, with its deviation, and the paper's points where it has any. */
export function curveParts(table: ResultsTable, column: number, rows: readonly GridRow[]): ReportPart<EncodedPicture>[] {
  if (column < 0) return [];
  const { title, unit } = table.measures[column];
  const curves = [...new Set(rows.flatMap(({ points = [] }) => points.map(({ curve }) => curve)))];
  return curves.flatMap((curve): ReportPart<EncodedPicture>[] => {
    const places = rows.flatMap(({ name, points = [] }) => points.filter((point) => point.curve === curve).map(({ at }) => ({ x: at, cell: table.rows.find((row) => row.name === name)?.cells[column] }))).sort((a, b) => a.x - b.x);
    const measured = places.flatMap(({ x, cell }) => (cell?.summary === undefined ? [] : [{ x, y: cell.summary.mean, ...(cell.summary.deviation !== undefined && { spread: cell.summary.deviation }) }]));
    const printed = places.flatMap(({ x, cell }) => (cell?.paper === undefined ? [] : [{ x, y: cell.paper }]));
    if (measured.length === 0) return [];
    const series = [{ name: 'measured', points: measured }, ...(printed.length === 0 ? [] : [{ name: 'paper', points: printed }])];
    return [{ kind: 'lines', caption: `${title} over ${curve}`, xTitle: curve, yTitle: unit === '' ? title : `${title}, ${unit}`, series }];
  });
}
