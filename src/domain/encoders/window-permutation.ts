import { constantOf } from '../graph/leaves.js';
import { add, gather } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import { requireMultiple } from './impossible-size.js';

/** Rows and columns of a token map, a window or a shift. */
export type Extent = readonly [rows: number, columns: number];

/**
 * How a map of tokens is cut into windows: roll by −shift, windows ordered (row, column), cells row-major; encoders.md §1.3.
 * Roll and partition are one permutation of the token axis, so either direction is one Gather.
 */
export interface WindowLayout {
  readonly window: Extent;
  readonly shift: Extent;
  /** Windows of one map. */
  readonly count: number;
  /** Tokens of one window. */
  readonly cells: number;
  /** int32 [tokens]: the token that stands at each place of the window order; absent when that is the map's own order. */
  readonly order: Tensor | undefined;
  /** int32 [tokens]: the way back. */
  readonly inverse: Tensor | undefined;
  /** float [count, 1, cells, cells], −100 between cells of a window that are no neighbours on the map; absent without a shift. */
  readonly mask: Tensor | undefined;
}

/** @throws AvtoolError when the map is no multiple of the window */
export function windowLayout(where: string, map: Extent, window: Extent, shift: Extent): WindowLayout {
  requireMultiple(where, 'token map height', map[0], window[0]);
  requireMultiple(where, 'token map width', map[1], window[1]);
  const cells = window[0] * window[1];
  const count = (map[0] * map[1]) / cells;
  const order = tokenOrder(map, window, shift);
  const isIdentity = order.every((token, place) => token === place);
  return {
    window,
    shift,
    count,
    cells,
    order: isIdentity ? undefined : indices(order),
    inverse: isIdentity ? undefined : indices(inverted(order)),
    mask: shift[0] === 0 && shift[1] === 0 ? undefined : attentionMask(map, window, shift),
  };
}

/** Tokens in window order: [N, tokens, C] → the same shape. */
export const toWindows = (x: Tensor, { order }: WindowLayout): Tensor => (order === undefined ? x : gather(x, order, 1));

/** Tokens back in map order: [N, tokens, C] → the same shape. */
export const fromWindows = (x: Tensor, { inverse }: WindowLayout): Tensor => (inverse === undefined ? x : gather(x, inverse, 1));

/** The position bias [heads, cells, cells] with the mask: [count or 1, heads, cells, cells]. */
export const withMask = (bias: Tensor, { mask }: WindowLayout): Tensor => (mask === undefined ? bias : add(bias, mask));

const indices = (data: Int32Array): Tensor => constantOf({ dtype: 'int32', shape: [data.length], data });

/** Calls `visit` for every token in window order with its row and column on the rolled map. */
function eachCell([height, width]: Extent, [windowHeight, windowWidth]: Extent, visit: (place: number, row: number, column: number) => void): void {
  let place = 0;
  for (let top = 0; top < height; top += windowHeight) {
    for (let left = 0; left < width; left += windowWidth) {
      for (let row = top; row < top + windowHeight; row++) {
        for (let column = left; column < left + windowWidth; column++) visit(place++, row, column);
      }
    }
  }
}

function tokenOrder(map: Extent, window: Extent, shift: Extent): Int32Array {
  const order = new Int32Array(map[0] * map[1]);
  eachCell(map, window, (place, row, column) => {
    order[place] = ((row + shift[0]) % map[0]) * map[1] + ((column + shift[1]) % map[1]);
  });
  return order;
}

function inverted(order: Int32Array): Int32Array {
  const inverse = new Int32Array(order.length);
  order.forEach((token, place) => (inverse[token] = place));
  return inverse;
}

/** Which of the regions [0, R−w), [R−w, R−s), [R−s, R) of the rolled axis a place belongs to. */
const region = (place: number, size: number, window: number, shift: number): number => (shift === 0 || place < size - window ? 0 : place < size - shift ? 1 : 2);

function attentionMask(map: Extent, window: Extent, shift: Extent): Tensor {
  const labels = new Uint8Array(map[0] * map[1]);
  eachCell(map, window, (place, row, column) => {
    labels[place] = 3 * region(row, map[0], window[0], shift[0]) + region(column, map[1], window[1], shift[1]);
  });
  const cells = window[0] * window[1];
  const count = labels.length / cells;
  const data = new Float32Array(count * cells * cells);
  for (let query = 0; query < labels.length; query++) {
    const first = query - (query % cells);
    for (let cell = 0; cell < cells; cell++) {
      if (labels[first + cell] !== labels[query]) data[query * cells + cell] = -100;
    }
  }
  return constantOf({ dtype: 'float32', shape: [count, 1, cells, cells], data });
}
