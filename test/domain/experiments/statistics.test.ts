import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/domain/experiments/statistics.js';

describe('the summary of repeated measurements', () => {
  it('has the mean and the sample deviation, by n − 1', () => {
    // Squares of the distances from 5: 9, 1, 1, 1, 0, 0, 4, 16; their sum 32 over 7.
    const summary = summarise([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(summary).toMatchObject({ n: 8, mean: 5 });
    expect(summary?.deviation).toBeCloseTo(2.13809, 5);
  });

  it('has no deviation of one measurement, and is none of none', () => {
    expect(summarise([82.2])).toEqual({ n: 1, mean: 82.2 });
    expect(summarise([])).toBeUndefined();
  });

  it('moves with the measurements, and its deviation does not', () => {
    const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: -1000, max: 1000 }), (values, shift) => {
        const [before, after] = [summarise(values), summarise(values.map((value) => value + shift))];
        expect(after?.mean).toBeCloseTo((before?.mean ?? 0) + shift, 8);
        expect(after?.deviation).toBeCloseTo(before?.deviation ?? 0, 8);
      }),
    );
  });
});
