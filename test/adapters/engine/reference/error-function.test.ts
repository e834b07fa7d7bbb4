import { describe, expect, it } from 'vitest';
import { erf, erfc } from '../../../../src/adapters/engine/reference/error-function.js';

/** erf and erfc with 50 digits (mpmath), rounded to double. */
const table: readonly [x: number, erf: number, erfc: number][] = [
  [1e-10, 1.1283791670955126e-10, 0.999999999887162],
  [0.5, 0.5204998778130465, 0.4795001221869535],
  [1, 0.8427007929497149, 0.15729920705028513],
  [1.9999, 0.9953201979070294, 0.004679802092970608],
  [2, 0.9953222650189527, 0.004677734981047266],
  [3, 0.9999779095030014, 2.209049699858544e-5],
  [6, 1, 2.1519736712498913e-17],
  [10, 1, 2.088487583762545e-45],
];

describe('the error function', () => {
  it.each(table)('of %d is right to the last digits, on both sides of 0', (x, value) => {
    expect(Math.abs(erf(x) / value - 1)).toBeLessThan(1e-15);
    expect(erf(-x)).toBe(-erf(x));
  });

  /** Below 2 the complement is a difference and loses up to two digits. */
  it.each(table)('has a complement at %d without cancellation', (x, _, complement) => {
    expect(Math.abs(erfc(x) / complement - 1)).toBeLessThan(1e-13);
    expect(Math.abs(erfc(-x) / (2 - complement) - 1)).toBeLessThan(1e-15);
  });

  it('is 0 at 0, ±1 at ±∞ and NaN at NaN', () => {
    expect([0, Infinity, -Infinity, NaN].map(erf)).toEqual([0, 1, -1, NaN]);
    expect([0, Infinity, -Infinity, NaN].map(erfc)).toEqual([1, 0, 2, NaN]);
  });
});
