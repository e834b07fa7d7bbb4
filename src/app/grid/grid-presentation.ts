import type { CellLabels } from '../../domain/experiments/grid-cell.js';
import type { Measure } from '../../domain/experiments/results-table.js';
import type { ReportOrigin } from '../../domain/ports/report.js';
import type { CellResult } from './grid-results.js';

/** A row of a grid's table. */
export interface GridRow {
  readonly name: string;
  readonly note?: string | undefined;
  /** What the paper prints, by measure. */
  readonly paper?: Readonly<Record<string, number>> | undefined;
  /** The row that the others are held against. */
  readonly baseline?: boolean | undefined;
  /** Where it lies on curves over one setting. */
  readonly points?: readonly { readonly curve: string; readonly at: number }[] | undefined;
}

/** How the tables and the page of a grid look. */
export interface GridPresentation {
  /** What the first column is, e.g. `variant`: the label that names a cell's row. */
  readonly rowLabel: string;
  readonly rows: readonly GridRow[];
  /** Columns that are known before anything is measured; other measurements come after them, in per cent. */
  readonly measures: readonly Measure[];
  /** The measure of which more is better; absent where rows are no rivals. */
  readonly main?: string | undefined;
  readonly origin: ReportOrigin;
  /** What a reader must know, in sentences. */
  readonly remarks: readonly string[];
}

/** A cell, with its result where it is finished. */
export interface CellState {
  readonly labels: CellLabels;
  readonly result: CellResult | undefined;
}
