import { describe, expect, it } from 'vitest';
import { frameCount, logMel, powerSpectrogram, spectrogramMultiplyAdds } from '../../../src/domain/encoders/log-mel.js';
import { hzToMel, melMatrix, melToHz } from '../../../src/domain/encoders/mel-scale.js';
import { constant, input } from '../../../src/domain/graph/leaves.js';
import { evaluate } from './evaluate.js';
import { htsatAudioSet } from './published-sizes.js';

const small = { sampleRateHz: 8000, fftSize: 64, hopSize: 24, melBins: 8, minHz: 50, maxHz: 4000 };

describe('Slaney’s mel scale', () => {
  it('is linear below 1000 Hz and logarithmic above', () => {
    expect(hzToMel(200)).toBe(3);
    expect(hzToMel(1000)).toBe(15);
    expect(hzToMel(6400)).toBeCloseTo(42, 12);
    expect(melToHz(42)).toBeCloseTo(6400, 9);
    expect(melToHz(hzToMel(440))).toBeCloseTo(440, 10);
  });

  it('leaves bands above the Nyquist frequency empty', () => {
    // SCV2's settings, encoders.md §2: 16 kHz, maxHz 14000.
    const matrix = melMatrix({ sampleRateHz: 16000, fftSize: 1024, melBins: 64, minHz: 50, maxHz: 14000 });
    const bandSum = (band: number): number => Array.from({ length: 513 }, (_, k) => matrix[k * 64 + band]).reduce((sum, weight) => sum + weight, 0);
    expect(bandSum(40)).toBeGreaterThan(0);
    expect(bandSum(63)).toBe(0);
  });
});

describe('logMel', () => {
  it('makes 1001 frames of ten seconds at 32 kHz', () => {
    expect(frameCount(320000, 320)).toBe(1001);
    expect(logMel(input('waveform', [2, 320000]), htsatAudioSet).shape).toEqual([2, 1, 1001, 64]);
  });

  it('gives −100 dB for silence', async () => {
    const { silence } = await evaluate({ silence: logMel(constant(new Float32Array(200), [1, 200]), small) });
    for (const value of silence) expect(value).toBeCloseTo(-100, 10);
  });

  it('equals a direct sum over the reflected and windowed samples', async () => {
    const samples = Array.from({ length: 150 }, (_, i) => Math.sin(0.3 * i) + 0.1 * i);
    const { power } = await evaluate({ power: powerSpectrogram(constant(samples, [1, 150]), small) });
    const at = (place: number): number => samples[place < 0 ? -place : place > 149 ? 298 - place : place];
    const direct = (frame: number, k: number): number => {
      let [real, imaginary] = [0, 0];
      for (let j = 0; j < 64; j++) {
        const windowed = at(frame * 24 + j - 32) * (0.5 - 0.5 * Math.cos((2 * Math.PI * j) / 64));
        real += windowed * Math.cos((2 * Math.PI * k * j) / 64);
        imaginary -= windowed * Math.sin((2 * Math.PI * k * j) / 64);
      }
      return real * real + imaginary * imaginary;
    };
    expect(power).toHaveLength(7 * 33);
    // Kernels are rounded to float32 (encoders.md §2.3), hence relative 1e-6 of the largest value.
    const largest = Math.max(...power);
    power.forEach((value, place) => expect(Math.abs(value - direct(Math.floor(place / 33), place % 33))).toBeLessThan(1e-6 * largest));
  });

  it('refuses a waveform that is too short to be reflected', () => {
    expect(() => logMel(input('waveform', [1, 32]), small)).toThrow('a waveform of 32 samples is too short: the reflection needs more than 32');
    expect(logMel(input('waveform', [1, 33]), small).shape).toEqual([1, 1, 2, 8]);
  });

  it('costs 10.5 G multiply-adds of spectrogram for ten segments of ten seconds', () => {
    // task-ave.md §8.
    expect(spectrogramMultiplyAdds(htsatAudioSet, 10, 320000) / 1e9).toBeCloseTo(10.5, 1);
  });
});
