import { describe, expect, it } from 'vitest';
import { fromWindows, toWindows, windowLayout, type Extent } from '../../../src/domain/encoders/window-permutation.js';
import type { Tensor } from '../../../src/domain/graph/tensor.js';
import { constant } from '../../../src/domain/graph/leaves.js';
import { evaluate } from './evaluate.js';
import fc from 'fast-check';

const numbersOf = (tensor: Tensor | undefined): number[] | undefined => (tensor?.origin.kind === 'constant' ? Array.from(tensor.origin.value.data) : undefined);

describe('windowLayout', () => {
  it('orders windows by row and column and cells row-major', () => {
    expect(numbersOf(windowLayout('test', [2, 4], [2, 2], [0, 0]).order)).toEqual([0, 1, 4, 5, 2, 3, 6, 7]);
  });

  it('rolls by minus the shift before it cuts: the first cell is the one at (shift, shift)', () => {
    // 4 × 4 map, window 2, shift 1: the first window holds rows and columns 1 and 2, the last one wraps to row and column 0.
    const order = numbersOf(windowLayout('test', [4, 4], [2, 2], [1, 1]).order);
    expect(order?.slice(0, 4)).toEqual([5, 6, 9, 10]);
    expect(order?.slice(12)).toEqual([15, 12, 3, 0]);
  });

  it('needs no permutation when one window is the whole map', () => {
    const layout = windowLayout('test', [3, 3], [3, 3], [0, 0]);
    expect([layout.order, layout.inverse, layout.mask, layout.count, layout.cells]).toEqual([undefined, undefined, undefined, 1, 9]);
  });

  it('masks with −100 the cells that the roll brought together', () => {
    const mask = numbersOf(windowLayout('test', [4, 4], [2, 2], [1, 1]).mask) ?? [];
    // Windows 0 … 3: nothing wraps; columns wrap; rows wrap; both wrap, so every cell is alone (encoders.md §1.3).
    expect(mask.slice(0, 16)).toEqual(new Array(16).fill(0));
    expect(mask.slice(16, 32)).toEqual([0, -100, 0, -100, -100, 0, -100, 0, 0, -100, 0, -100, -100, 0, -100, 0]);
    expect(mask.slice(32, 48)).toEqual([0, 0, -100, -100, 0, 0, -100, -100, -100, -100, 0, 0, -100, -100, 0, 0]);
    expect(mask.slice(48)).toEqual([0, -100, -100, -100, -100, 0, -100, -100, -100, -100, 0, -100, -100, -100, -100, 0]);
  });

  it('treats an axis without shift as one region', () => {
    const mask = numbersOf(windowLayout('test', [2, 4], [2, 2], [0, 1]).mask) ?? [];
    expect(mask.slice(0, 16)).toEqual(new Array(16).fill(0));
    expect(mask.slice(16)).toEqual([0, -100, 0, -100, -100, 0, -100, 0, 0, -100, 0, -100, -100, 0, -100, 0]);
  });

  it('refuses a map that is no multiple of the window', () => {
    expect(() => windowLayout('Swin-V2', [6, 4], [4, 4], [0, 0])).toThrow('token map height of 6 is no multiple of 4');
  });
});

describe('toWindows and fromWindows', () => {
  it('undo each other for every map, window and shift', async () => {
    const layouts = fc.record({ rows: fc.integer({ min: 1, max: 3 }), columns: fc.integer({ min: 1, max: 3 }), window: fc.integer({ min: 1, max: 4 }), shift: fc.integer({ min: 0, max: 3 }) });
    await fc.assert(
      fc.asyncProperty(layouts, async ({ rows, columns, window, shift }) => {
        const map: Extent = [rows * window, columns * window];
        const tokens = Array.from({ length: map[0] * map[1] }, (_, token) => token);
        const layout = windowLayout('test', map, [window, window], [shift % window, shift % window]);
        const { there, back } = await evaluate({
          there: toWindows(constant(tokens, [1, tokens.length, 1]), layout),
          back: fromWindows(toWindows(constant(tokens, [1, tokens.length, 1]), layout), layout),
        });
        expect([...there].sort((a, b) => a - b)).toEqual(tokens);
        expect(back).toEqual(tokens);
      }),
      { numRuns: 25 },
    );
  });
});
