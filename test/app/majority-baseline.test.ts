import { describe, expect, it } from 'vitest';
import { majorityAccuracy } from '../../src/app/majority-baseline.js';

describe('the majority baseline', () => {
  it('is the share of the most frequent label over all segments, in per cent', () => {
    expect(majorityAccuracy([[2, 2, 0, 1], [2, 1, 1, 2]])).toBe(50);
  });

  it('is 0 without any segment', () => {
    expect(majorityAccuracy([])).toBe(0);
  });
});
