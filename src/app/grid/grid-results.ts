import { join } from 'node:path';
import { z } from 'zod';
import { cellName, type CellLabels } from '../../domain/experiments/grid-cell.js';
import type { DataFolder } from '../services.js';

/** What a finished cell came to. */
export interface CellResult {
  /** Measurements by name. */
  readonly values: Readonly<Record<string, number>>;
  /** What is worth keeping beside them, e.g. the epoch that was chosen. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

const schema = z.object({
  schema: z.literal(1),
  values: z.record(z.string(), z.number()),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

/** The folder of a cell in a grid: its run folder, where it is a run. */
export const cellFolder = (grid: string, labels: CellLabels): string => join(grid, 'cells', cellName(labels));

const resultFile = (grid: string, labels: CellLabels): string => join(cellFolder(grid, labels), 'result.json');

/** The result of a cell; `undefined` where it is not finished. A file that cannot be used is told of, and counts as none: the cell is run again. */
export async function readResult(data: DataFolder, grid: string, labels: CellLabels, warn: (line: string) => void): Promise<CellResult | undefined> {
  const path = resultFile(grid, labels);
  if (!(await data.exists(path))) return undefined;
  try {
    return schema.parse(JSON.parse((await data.readText(path)).text));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    warn(`${path} is damaged; the cell counts as not finished.`);
    return undefined;
  }
}

export async function writeResult(data: DataFolder, grid: string, labels: CellLabels, { values, facts }: CellResult): Promise<void> {
  await data.writeText(resultFile(grid, labels), `${JSON.stringify({ schema: 1, labels, values, facts }, undefined, 1)}\n`);
}
