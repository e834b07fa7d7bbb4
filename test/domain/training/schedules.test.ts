import { describe, expect, it } from 'vitest';
import { cosineSchedule, cosineWarmupSchedule, stepSchedule } from '../../../src/domain/training/schedules.js';

describe('stepSchedule', () => {
  it('drops in the first epoch of every period', () => {
    const rate = stepSchedule({ rate: 8, stepSize: 2, gamma: 0.5 });
    expect([0, 1, 2, 3, 4].map(rate)).toEqual([8, 8, 4, 4, 2]);
  });
});

describe('cosineSchedule', () => {
  it('falls from the rate through the middle to the minimum', () => {
    const rate = cosineSchedule({ rate: 1, minimum: 0.5, period: 4 });
    expect(rate(0)).toBe(1);
    expect(rate(2)).toBeCloseTo(0.75, 12);
    expect(rate(4)).toBe(0.5);
  });
});

describe('cosineWarmupSchedule', () => {
  it('has the full rate in the last warm-up step and in the first step after it', () => {
    const rate = cosineWarmupSchedule({ rate: 1, minimum: 0, warmupSteps: 4, totalSteps: 8 });
    expect([0, 1, 2, 3, 4].map(rate)).toEqual([0.25, 0.5, 0.75, 1, 1]);
  });
});
