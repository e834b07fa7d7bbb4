import { requireMultiple } from './impossible-size.js';
import type { Extent } from './window-permutation.js';

/** Size of one stage of a hierarchical encoder. */
export interface StagePlan {
  readonly grid: Extent;
  readonly width: number;
  readonly tokens: number;
  readonly heads: number;
  readonly isLast: boolean;
  /** Drop-path rate of every block. */
  readonly dropPathRates: readonly number[];
}

/**
 * Every stage halves the grid and doubles the width of the one before; drop-path grows linearly from 0 to `dropPathRate` over all blocks.
 * @throws AvtoolError when a grid cannot be halved or heads do not divide a width
 */
export function stagePlans(where: string, firstGrid: Extent, embedDim: number, depths: readonly number[], heads: readonly number[], dropPathRate: number): StagePlan[] {
  const blocks = depths.reduce((sum, depth) => sum + depth, 0);
  let block = 0;
  return depths.map((depth, stage) => {
    const scale = 2 ** stage;
    const grid: Extent = [firstGrid[0] / scale, firstGrid[1] / scale];
    const isLast = stage === depths.length - 1;
    if (!isLast) {
      requireMultiple(where, `token map height of stage ${stage}`, grid[0], 2);
      requireMultiple(where, `token map width of stage ${stage}`, grid[1], 2);
    }
    requireMultiple(where, `width of stage ${stage}`, embedDim * scale, heads[stage]);
    const dropPathRates = Array.from({ length: depth }, () => (blocks === 1 ? 0 : (dropPathRate * block++) / (blocks - 1)));
    return { grid, width: embedDim * scale, tokens: grid[0] * grid[1], heads: heads[stage], isLast, dropPathRates };
  });
}
