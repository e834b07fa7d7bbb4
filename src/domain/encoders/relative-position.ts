import { constantOf } from '../graph/leaves.js';
import type { Tensor } from '../graph/tensor.js';
import type { Extent } from './window-permutation.js';

/** Number of different offsets between two cells of a window. */
export const offsetCount = ([height, width]: Extent): number => (2 * height - 1) * (2 * width - 1);

/**
 * Row of the offset table for every pair (query i, key j): (yᵢ − yⱼ + wh − 1)(2ww − 1) + (xᵢ − xⱼ + ww − 1); encoders.md §1.4.
 * @returns int32 [cells, cells]
 */
export function relativePositionIndex([height, width]: Extent): Tensor {
  const cells = height * width;
  const data = new Int32Array(cells * cells);
  for (let query = 0; query < cells; query++) {
    for (let key = 0; key < cells; key++) {
      const rows = Math.floor(query / width) - Math.floor(key / width);
      const columns = (query % width) - (key % width);
      data[query * cells + key] = (rows + height - 1) * (2 * width - 1) + columns + width - 1;
    }
  }
  return constantOf({ dtype: 'int32', shape: [cells, cells], data });
}

/**
 * Log-spaced coordinates of every offset (dy, dx), row-major from −(w−1) to w−1: d/(w−1)·8, then sign(d) log2(|d| + 1)/log2 8; encoders.md §1.4.
 * @param pretrainedWindow divides by this window − 1 instead of the window's own, where above 0
 * @returns float [(2wh−1)(2ww−1), 2]
 */
export function logSpacedCoordinates([height, width]: Extent, pretrainedWindow: number): Tensor {
  const spaced = (offset: number, window: number): number => {
    const scaled = (offset / ((pretrainedWindow > 0 ? pretrainedWindow : window) - 1)) * 8;
    return (Math.sign(scaled) * Math.log2(Math.abs(scaled) + 1)) / 3;
  };
  const data = new Float64Array(offsetCount([height, width]) * 2);
  let at = 0;
  for (let rows = 1 - height; rows < height; rows++) {
    for (let columns = 1 - width; columns < width; columns++) {
      data[at++] = spaced(rows, height);
      data[at++] = spaced(columns, width);
    }
  }
  return constantOf({ dtype: 'float32', shape: [offsetCount([height, width]), 2], data });
}
