import { AvtoolError } from '../../domain/errors.js';
import type { CellLabels } from '../../domain/experiments/grid-cell.js';
import type { Json } from '../../domain/ports/run-store.js';
import type { DataFolder } from '../services.js';

/** What a grid folder holds for good: a call with anything else is another grid. */
export interface GridDefinition {
  /** What makes such grids, e.g. `ave:ablate parts`. */
  readonly name: string;
  /** In the order in which they are run. */
  readonly cells: readonly CellLabels[];
  /** Whatever else decides a result: plain data. */
  readonly settings: Json;
}

/**
 * Writes the definition into a new grid folder, or holds it against the one that is there.
 * @throws AvtoolError GRID_CHANGED (exit 4) naming the first field that differs and both values, GRID_DAMAGED
 */
export async function pinDefinition(data: DataFolder, path: string, definition: GridDefinition): Promise<void> {
  const wanted: Json = JSON.parse(JSON.stringify({ schema: 1, ...definition })) as Json;
  if (!(await data.exists(path))) await data.writeText(path, `${JSON.stringify(wanted, undefined, 1)}\n`);
  // Read back also where it was just written: a shard that begins at the same moment writes it too.
  const difference = firstDifference(wanted, await readPinned(data, path));
  if (difference === undefined) return;
  const { field, wanted: now, has } = difference;
  throw new AvtoolError({
    code: 'GRID_CHANGED',
    message: `this grid was begun with ${field} ${shown(has)}, not ${shown(now)}`,
    where: path,
    fix: 'give the settings that the grid was begun with, or another folder',
    exitCode: 4,
  });
}

async function readPinned(data: DataFolder, path: string): Promise<Json> {
  const { text } = await data.readText(path);
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new AvtoolError({ code: 'GRID_DAMAGED', message: 'the definition of this grid is not JSON', where: path, fix: 'put the file back from a copy, or choose another folder', exitCode: 2, cause });
  }
}

interface Difference {
  readonly field: string;
  readonly wanted: Json | undefined;
  readonly has: Json | undefined;
}

/** The first field, by its dotted name, that is not the same in both. */
export function firstDifference(wanted: Json | undefined, has: Json | undefined, field = ''): Difference | undefined {
  if (!isGroup(wanted) || !isGroup(has)) return JSON.stringify(wanted) === JSON.stringify(has) ? undefined : { field, wanted, has };
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(has)])) {
    const difference = firstDifference(wanted[name], has[name], field === '' ? name : `${field}.${name}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** Lists are entered like objects: their fields are 0, 1 … */
const isGroup = (value: Json | undefined): value is { readonly [key: string]: Json } => typeof value === 'object' && value !== null;

const shown = (value: Json | undefined): string => (value === undefined ? 'unset' : JSON.stringify(value));
