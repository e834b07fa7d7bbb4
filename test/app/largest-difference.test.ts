import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../src/app/largest-difference.js';

describe('the largest difference', () => {
  it('is that of the two numbers furthest apart', () => {
    expect(largestDifference([1, 2, 3], [1, 2.5, 2.75])).toBe(0.5);
    expect(largestDifference([], [])).toBe(0);
  });

  it('is infinite where a number is missing or none', () => {
    expect(largestDifference([1], [1, 2])).toBe(Infinity);
    expect(largestDifference([1, NaN], [1, NaN])).toBe(Infinity);
    expect(largestDifference([Infinity], [Infinity])).toBe(Infinity);
  });
});
