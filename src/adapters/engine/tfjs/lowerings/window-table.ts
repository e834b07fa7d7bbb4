import { elementCount, stridesOf } from '../../../../domain/graph/shapes.js';
import type { Shape } from '../../../../domain/graph/tensor.js';

/** Spatial shapes of a convolution: windows with `taps` at `positions` over `sources`. */
export interface WindowSizes {
  readonly positions: Shape;
  readonly taps: Shape;
  readonly sources: Shape;
}

/**
 * For each position and each of its taps (both row-major, taps inner) the row-major source index, or −1 where there is none.
 * @param sourceOf index along one axis; outside the axis or no integer where a tap touches nothing
 */
export function windowTable({ positions, taps, sources }: WindowSizes, sourceOf: (axis: number, position: number, tap: number) => number): Int32Array {
  const tapCount = elementCount(taps);
  const table = new Int32Array(elementCount(positions) * tapCount);
  const [positionStrides, tapStrides, sourceStrides] = [positions, taps, sources].map(stridesOf);
  for (let k = 0; k < table.length; k++) {
    const position = Math.floor(k / tapCount);
    const tap = k % tapCount;
    for (let axis = 0; axis < sources.length && table[k] >= 0; axis++) {
      const along = (index: number, strides: Shape, sizes: Shape): number => Math.floor(index / strides[axis]) % sizes[axis];
      const source = sourceOf(axis, along(position, positionStrides, positions), along(tap, tapStrides, taps));
      table[k] = Number.isInteger(source) && source >= 0 && source < sources[axis] ? table[k] + source * sourceStrides[axis] : -1;
    }
  }
  return table;
}
