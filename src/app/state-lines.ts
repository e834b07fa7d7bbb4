import type { ClipState } from '../domain/ports/clip-store.js';

/** A row that is not `ok`. */
export interface RowFault {
  readonly id: string;
  readonly split: string;
  readonly state: ClipState;
  readonly detail: string | undefined;
}

/** Rows per split and state. */
export type StatesOfSplits = Readonly<Record<string, Partial<Record<ClipState, number>>>>;

/** Rows are named up to this many. */
const faultsShown = 10;

/** Rows that cannot be used as they are, up to some. */
export function faultLines(faults: readonly RowFault[]): string[] {
  const lines = faults.slice(0, faultsShown).map(({ id, state, detail }) => `  ${id}: ${state}${detail === undefined ? '' : ` (${detail})`}`);
  return faults.length > faultsShown ? [...lines, `  … and ${faults.length - faultsShown} more; --json lists them all`] : lines;
}

/** One line a split: its rows and what became of them, in numbers and per cent. */
export function stateTable(states: StatesOfSplits): string[] {
  return Object.entries(states).map(([split, counts]) => {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const parts = Object.entries(counts).map(([state, count]) => `${count} ${state} (${((100 * count) / total).toFixed(1)} %)`);
    return `${split.padEnd(6)} ${String(total).padStart(6)} rows: ${parts.join(', ')}`;
  });
}
