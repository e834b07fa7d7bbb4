import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constant } from '../../../src/domain/graph/leaves.js';
import { elementCount } from '../../../src/domain/graph/shapes.js';
import { stridedSlice } from '../../../src/domain/layers/movement.js';
import { padReflect } from '../../../src/domain/layers/pad-modes.js';
import { roll } from '../../../src/domain/layers/roll.js';
import { windowPartition, windowReverse } from '../../../src/domain/layers/window-partition.js';
import { evaluate } from '../encoders/evaluate.js';

const counted = (shape: readonly number[]): number[] => Array.from({ length: elementCount(shape) }, (_, k) => k);

describe('windowReverse', () => {
  it('undoes windowPartition', async () => {
    const window = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }));
    await fc.assert(
      fc.asyncProperty(window, fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 3 }), async ([h, w], batch, windows) => {
        const shape = [batch, h * windows, w * 2, 2];
        const y = windowReverse(windowPartition(constant(counted(shape), shape), [h, w]), [h * windows, w * 2]);
        expect((await evaluate({ y }))['y']).toEqual(counted(shape));
      }),
      { numRuns: 20 },
    );
  });
});

describe('roll', () => {
  it('is undone by the opposite shift', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -7, max: 7 }), fc.integer({ min: -7, max: 7 }), async (a, b) => {
        const x = constant(counted([3, 4]), [3, 4]);
        expect((await evaluate({ y: roll(roll(x, [a, b], [0, 1]), [-a, -b], [0, 1]) }))['y']).toEqual(counted([3, 4]));
      }),
      { numRuns: 20 },
    );
  });
});

describe('stridedSlice', () => {
  const slices: [start: number, end: number, step: number, expected: number[]][] = [
    [0, 5, 2, [0, 2, 4]],
    [-2, 100, 1, [3, 4]],
    [4, -100, -3, [4, 1]],
    [100, 1, -1, [4, 3, 2]],
  ];
  it.each(slices)('reads %i … %i by steps of %i as Python does', async (start, end, step, expected) => {
    expect((await evaluate({ y: stridedSlice(constant(counted([5])), 0, start, end, step) }))['y']).toEqual(expected);
  });
});

describe('padReflect', () => {
  it('refuses to mirror further than the axis is long', () => {
    expect(() => padReflect(constant(counted([3])), [3], [0])).toThrow('axis 0 of size 3 cannot be mirrored by 3 and 0 elements');
  });
});
