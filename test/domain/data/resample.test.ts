import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resampled } from '../../../src/domain/data/resample.js';

const tone = (hz: number, rateHz: number, seconds: number): Float32Array => Float32Array.from({ length: rateHz * seconds }, (_, n) => Math.sin((2 * Math.PI * hz * n) / rateHz));
const inside = (wave: Float32Array): Float32Array => wave.subarray(wave.length / 4, (3 * wave.length) / 4);
const largest = (wave: Float32Array): number => wave.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);

describe('resampled sound', () => {
  it('is the same array where the rate is', () => {
    const wave = tone(100, 8000, 1);
    expect(resampled(wave, 8000, 8000)).toBe(wave);
  });

  it('keeps tones below both Nyquist frequencies, within a thousandth', () => {
    for (const [from, to] of [[32_000, 48_000], [32_000, 8000], [44_100, 32_000], [8000, 32_000]]) {
      const found = inside(resampled(tone(1000, from, 1), from, to));
      const wanted = inside(tone(1000, to, 1));
      expect(found.length).toBe(wanted.length);
      expect(largest(found.map((sample, n) => sample - wanted[n]))).toBeLessThan(1e-3);
    }
  });

  it('takes away what the lower rate cannot hold', () => {
    expect(largest(inside(resampled(tone(6000, 32_000, 1), 32_000, 8000)))).toBeLessThan(1e-3);
  });

  it('has the length of the same time at the new rate, and keeps a constant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 3000 }), fc.constantFrom(8000, 16_000, 32_000, 44_100, 48_000), fc.constantFrom(8000, 16_000, 32_000, 48_000), (length, from, to) => {
        const result = resampled(new Float32Array(length).fill(0.5), from, to);
        expect(result.length).toBe(Math.ceil((length * to) / from));
        expect(result[Math.floor(result.length / 2)]).toBeCloseTo(0.5, 5);
      }),
      { numRuns: 50 },
    );
  });
});
