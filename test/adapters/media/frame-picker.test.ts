import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { pickFrames } from '../../../src/adapters/media/frame-picker.js';

const ascending = (values: number[]): number[] => [...values].sort((a, b) => a - b);
/** Quarters of a second: exact in floating point, so that equal means equal. */
const times = (minimum: number) => fc.array(fc.integer({ min: -8, max: 80 }).map((n) => n / 4), { minLength: minimum, maxLength: 30 }).map(ascending);

describe('pickFrames', () => {
  it('gives each time the last frame not after it, the first frame before the start and the last one after the end', () => {
    // By hand: frames at 0, 1, 2; −1 → 0, 0.5 → 0, 1 → 1, 1.9 → 1, 7 → 2.
    expect(pickFrames([-1, 0.5, 1, 1.9, 7], [0, 1, 2])).toEqual([
      { timeSeconds: 0, count: 2 },
      { timeSeconds: 1, count: 2 },
      { timeSeconds: 2, count: 1 },
    ]);
  });

  it('takes a time that misses a frame by rounding for equal', () => {
    expect(pickFrames([0.3], [0, 0.1 + 0.2])).toEqual([{ timeSeconds: 0.1 + 0.2, count: 1 }]);
  });

  it('gives nothing of a video without frames', () => {
    expect(pickFrames([0, 1], [])).toEqual([]);
  });

  it('agrees with the definition for any times and frames', () => {
    fc.assert(
      fc.property(times(0), times(1), (wanted, frames) => {
        const picked = pickFrames(wanted, frames).flatMap(({ timeSeconds, count }) => Array<number>(count).fill(timeSeconds));
        const shown = (time: number): number => frames.filter((frame) => frame <= time).at(-1) ?? frames[0];
        expect(picked).toEqual(wanted.map(shown));
      }),
    );
  });
});
