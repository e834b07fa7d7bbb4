import { AvtoolError } from '../errors.js';

/** What tells a cell of an experiment grid from the others, e.g. `{ variant: 'S+C', seed: 2 }`; the first label names its row. */
export type CellLabels = Readonly<Record<string, string | number>>;

/** A part of a grid: of every `of` cells one, `index` from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** Name of a cell's folder: its labels, with what file systems might not take replaced; `{ variant: 'S+C', seed: 2 }` → `S+C.seed-2`. */
export function cellName(labels: CellLabels): string {
  const [[, first], ...others] = Object.entries(labels);
  return [String(first), ...others.map(([label, value]) => `${label}-${value}`)].map((part) => part.replace(/[^\w+=-]+/g, '-')).join('.');
}

/** @throws Error where two cells would have one folder (also on file systems that do not tell A from a) */
export function requireDistinctCells(cells: readonly CellLabels[]): void {
  const seen = new Set<string>();
  for (const cell of cells) {
    const name = cellName(cell).toLowerCase();
    if (seen.has(name)) throw new Error(`two cells of the grid have the name ${name}`);
    seen.add(name);
  }
}

/** The cells k ≡ index − 1 (mod of); all of them without a shard. */
export function cellsOfShard<Cell>(cells: readonly Cell[], shard: Shard | undefined): Cell[] {
  return cells.filter((_, k) => shard === undefined || k % shard.of === shard.index - 1);
}

/** `2/4` → the second of four parts. @throws AvtoolError SHARD_INVALID */
export function parseShard(text: string): Shard {
  const [, index, of] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (index >= 1 && index <= of) return { index, of };
  throw new AvtoolError({ code: 'SHARD_INVALID', message: `"${text}" is not a part of a whole`, where: '--shard', fix: 'give I/N with I from 1 to N, e.g. --shard 2/4', exitCode: 2 });
}

/** `1,2,3` → seeds. @throws AvtoolError SEEDS_INVALID for what is no whole number, or comes twice */
export function parseSeeds(text: string): number[] {
  const seeds = text.split(',').map((part) => (/^\s*\d{1,9}\s*$/.test(part) ? Number(part) : NaN));
  if (!seeds.some(Number.isNaN) && new Set(seeds).size === seeds.length) return seeds;
  throw new AvtoolError({ code: 'SEEDS_INVALID', message: `"${text}" is not a list of different whole numbers`, where: '--seeds', fix: 'give them with commas between, e.g. --seeds 1,2,3', exitCode: 2 });
}
