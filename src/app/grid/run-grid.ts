import { join } from 'node:path';
import { AvtoolError, isAvtoolError } from '../../domain/errors.js';
import { cellName, cellsOfShard, requireDistinctCells, type CellLabels, type Shard } from '../../domain/experiments/grid-cell.js';
import type { Services } from '../services.js';
import type { UseCaseReport } from '../use-case-requests.js';
import { pinDefinition, type GridDefinition } from './grid-definition.js';
import type { GridPresentation } from './grid-presentation.js';
import { cellFolder, readResult, writeResult, type CellResult } from './grid-results.js';
import { writeTables } from './grid-tables.js';

export interface GridRequest {
  readonly folder: string;
  readonly definition: GridDefinition;
  /** How its tables and its page look. */
  readonly presentation: GridPresentation;
  /** All cells unless given. */
  readonly shard?: Shard | undefined;
  /** Runs one cell in its folder, going on where that stands. */
  readonly runCell: (labels: CellLabels, folder: string) => Promise<CellResult | 'interrupted'>;
  readonly signal: AbortSignal;
}

export interface CellFailure {
  readonly cell: string;
  readonly code: string;
  readonly message: string;
  readonly where: string | null;
  readonly fix: string | null;
}

export interface GridReport extends UseCaseReport {
  readonly grid: string;
  readonly cells: {
    /** Of the whole grid, finished now or before, by whatever shard. */
    readonly finished: number;
    readonly total: number;
    /** Finished by this call. */
    readonly run: readonly string[];
    /** Written by another process at this moment. */
    readonly busy: readonly string[];
    readonly failed: readonly CellFailure[];
  };
  readonly rows: readonly { readonly name: string; readonly n: number; readonly measures: Readonly<Record<string, { readonly mean: number; readonly deviation: number | null; readonly paper: number | null }>> }[];
}

/**
 * Runs the cells of a grid one after the other, each in its own folder. The same call again goes on: finished cells are passed over, an unfinished one is
 * resumed, one that failed is tried again. A cell that fails is said and stops no other.
 * @throws AvtoolError GRID_CHANGED, GRID_DAMAGED
 */
export async function runGrid(services: Services, request: GridRequest): Promise<GridReport> {
  const { definition, folder, shard, presentation } = request;
  const { data } = services;
  requireDistinctCells(definition.cells);
  await pinDefinition(data, join(folder, 'grid.json'), definition);
  const ended = await runCells(services, request, cellsOfShard(definition.cells, shard));
  const { table, finished, lines } = await writeTables(services, folder, definition, presentation);
  const failed = ended.failed.length;
  return {
    grid: folder,
    cells: { finished, total: definition.cells.length, run: ended.run, busy: ended.busy, failed: ended.failed },
    rows: table.rows.map(({ name, results, cells }) => ({
      name,
      n: results.length,
      measures: Object.fromEntries(cells.flatMap(({ summary, paper }, column) => (summary === undefined ? [] : [[table.measures[column].name, { mean: summary.mean, deviation: summary.deviation ?? null, paper: paper ?? null }]]))),
    })),
    ...(failed > 0 && { exitCode: 1 as const }),
    ...(ended.interrupted && { stopped: 'interrupted' as const }),
    lines: [
      ...lines,
      `${finished} of ${definition.cells.length} cells are finished${ended.busy.length > 0 ? `; another process is at work on ${ended.busy.join(', ')}` : ''}.`,
      ...ended.failed.map(({ cell, message, code }) => `failed: ${cell}: ${message}  [${code}]`),
      `Report: ${join(folder, 'report.html')}`,
    ],
  };
}

interface Ended {
  readonly run: string[];
  readonly busy: string[];
  readonly failed: CellFailure[];
  interrupted: boolean;
}

async function runCells({ data, reporter }: Services, { folder, runCell, signal }: GridRequest, cells: readonly CellLabels[]): Promise<Ended> {
  const ended: Ended = { run: [], busy: [], failed: [], interrupted: false };
  for (const [index, labels] of cells.entries()) {
    const name = cellName(labels);
    if ((await readResult(data, folder, labels, (line) => reporter.warn(line))) !== undefined) continue;
    ended.interrupted = signal.aborted;
    if (ended.interrupted) break;
    reporter.info(`Cell ${index + 1} of ${cells.length}: ${name}`);
    try {
      const result = await runCell(labels, cellFolder(folder, labels));
      ended.interrupted = result === 'interrupted';
      if (result === 'interrupted') break;
      await writeResult(data, folder, labels, result);
      ended.run.push(name);
    } catch (error) {
      if (isAvtoolError(error) && error.code === 'RUN_LOCKED') {
        ended.busy.push(name);
        reporter.info(`${name}: ${error.message}`);
      } else {
        const failure = failureOf(name, error);
        ended.failed.push(failure);
        reporter.warn(failureText(failure, error));
      }
    }
  }
  return ended;
}

/** A cell can fail in any way, a fault of avtool included: the others do not depend on it. */
function failureOf(cell: string, error: unknown): CellFailure {
  const message = error instanceof Error ? error.message : String(error);
  return isAvtoolError(error) ? { cell, code: error.code, message, where: error.where ?? null, fix: error.fix ?? null } : { cell, code: 'BUG', message, where: null, fix: null };
}

function failureText({ cell, code, message, where, fix }: CellFailure, error: unknown): string {
  const stack = code === 'BUG' && error instanceof Error && !(error instanceof AvtoolError) ? error.stack : undefined;
  return [`cell ${cell} failed: ${message}  [${code}]`, ...(where === null ? [] : [`  where  ${where}`]), ...(fix === null ? [] : [`  fix    ${fix}`]), ...(stack === undefined ? [] : [stack])].join('\n');
}
