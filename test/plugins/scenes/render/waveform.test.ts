import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/adapters/random/seeded-random.js';
import { sceneClasses } from '../../../../src/plugins/scenes/render/classes.js';
import { midDesign } from '../../../../src/plugins/scenes/render/design.js';
import { drawCharacter } from '../../../../src/plugins/scenes/render/draws.js';
import { mixSounds, referenceLevel, renderWaveform } from '../../../../src/plugins/scenes/render/waveform.js';
import { aScript, clipNumbers, sameBytes } from './a-script.js';

const sampleRateHz = 8000;
const silent = { ...midDesign, soundNoiseDb: -Infinity };

describe('renderWaveform', () => {
  it('is determined by the script, as long as the clip and within full scale', () => {
    fc.assert(
      fc.property(clipNumbers, (clip) => {
        const waveform = renderWaveform(aScript(clip), sampleRateHz);
        expect(waveform).toHaveLength(80_000);
        expect(sameBytes(renderWaveform(aScript(clip), sampleRateHz), waveform)).toBe(true);
        expect(peak(waveform)).toBeLessThan(1);
      }),
      { numRuns: 20 },
    );
  });

  it.each([8000, 16_000, 32_000])('at %i Hz leaves room for the two most peaked sounds at full gain', (rate) => {
    const peaks = sceneClasses.map(({ name }, classIndex) =>
      Math.max(...[0, 1, 2, 3, 4, 5].map((i) => peak(alone(classIndex, 0, rate, `${name}/${i}`)))),
    );
    const [highest, second] = peaks.sort((a, b) => b - a);
    // The hiss has at most 3.46 of its own root mean square, −22 dB.
    expect(highest + second + referenceLevel * 3.46 * 10 ** (-22 / 20)).toBeLessThan(1);
  });

  it('takes the scripted sounds in and out at whole seconds', () => {
    const script = aScript(5);
    const { audible } = script.sounds[0];
    const without = renderWaveform({ ...script, sounds: script.sounds.slice(1) }, sampleRateHz);
    const difference = renderWaveform(script, sampleRateHz).map((x, i) => x - without[i]);
    for (let second = 0; second < 10; second++) {
      const level = rootMeanSquare(difference.subarray(second * sampleRateHz, (second + 1) * sampleRateHz));
      const sounding = audible.some(({ start, end }) => second >= start && second < end);
      if (sounding) expect(level).toBeGreaterThan(referenceLevel * 0.1);
      else expect(level).toBe(0);
    }
  });

  it('gives gains of −12 to 0 dB', () => {
    fc.assert(
      fc.property(clipNumbers, (clip) => {
        for (const { gainDb } of aScript(clip).sounds) {
          expect(gainDb).toBeGreaterThanOrEqual(-12);
          expect(gainDb).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});

describe('mixSounds', () => {
  it.each(sceneClasses.map(({ name }, classIndex) => [name, classIndex] as const))(
    'plays a %s at its gain below the reference level',
    (name, classIndex) => {
      for (const gainDb of [0, -12]) {
        const level = rootMeanSquare(alone(classIndex, gainDb, sampleRateHz, name));
        const measuredDb = 20 * Math.log10(level / referenceLevel);
        expect(Math.abs(measuredDb - gainDb)).toBeLessThan(0.05); // the fades take less than 10 ms of 10 s
      }
    },
  );

  it('lays white noise at −22 dB under the sounds', () => {
    const hiss = mixSounds([], midDesign, 1, sampleRateHz);
    expect(Math.abs(20 * Math.log10(rootMeanSquare(hiss) / referenceLevel) + 22)).toBeLessThan(0.1);
    const neighbours = hiss.subarray(1).map((x, i) => x * hiss[i]);
    const correlation = neighbours.reduce((sum, x) => sum + x, 0) / (80_000 * rootMeanSquare(hiss) ** 2);
    expect(Math.abs(correlation)).toBeLessThan(0.018); // five standard errors, 5/√80 000
  });
});

describe('the synthesised sounds', () => {
  it('differ from each other: a nearest mean of spectra and rhythms tells their classes', () => {
    const features = (classIndex: number, label: string) => fingerprint(alone(classIndex, 0, sampleRateHz, label));
    const means = sceneClasses.map((_, k) => average([0, 1, 2, 3, 4, 5].map((i) => features(k, `learn/${k}/${i}`))));
    let right = 0;
    sceneClasses.forEach((_, k) => {
      for (let i = 0; i < 3; i++) {
        const probe = features(k, `probe/${k}/${i}`);
        const distances = means.map((mean) => Math.hypot(...mean.map((x, j) => x - probe[j])));
        if (distances.indexOf(Math.min(...distances)) === k) right++;
      }
    });
    expect(right).toBeGreaterThanOrEqual(27); // of 30; chance would be 3
  });
});

function alone(classIndex: number, gainDb: number, rate: number, label: string): Float32Array {
  const character = drawCharacter(seededRandom(21).fork(label));
  const sound = { classIndex, gainDb, character, audible: [{ start: 0, end: 10 }] };
  return mixSounds([sound], silent, 1, rate);
}

/** Log energies of 12 bands a third of an octave to an octave wide (direct Fourier sums), and of the loudness's change. */
function fingerprint(waveform: Float32Array): number[] {
  const window = waveform.subarray(8000, 16_000);
  const frequencies = [60, 120, 200, 300, 450, 650, 900, 1300, 1800, 2300, 2800, 3500];
  const bands = frequencies.map((centre) => {
    let energy = 0;
    for (let f = centre * 0.85; f < centre * 1.2; f += centre * 0.04) energy += goertzel(window, f / sampleRateHz);
    return Math.log10(energy + 1e-3);
  });
  const loudness = Array.from({ length: 200 }, (_, i) => rootMeanSquare(window.subarray(i * 40, (i + 1) * 40)));
  const mean = loudness.reduce((sum, x) => sum + x, 0) / loudness.length;
  const deviation = Math.sqrt(loudness.reduce((sum, x) => sum + (x - mean) ** 2, 0) / loudness.length);
  return [...bands, deviation / mean];
}

/** Power at a frequency in cycles per sample. */
function goertzel(samples: Float32Array, cyclesPerSample: number): number {
  const coefficient = 2 * Math.cos(2 * Math.PI * cyclesPerSample);
  let previous = 0;
  let beforePrevious = 0;
  for (const sample of samples) {
    const current = sample + coefficient * previous - beforePrevious;
    beforePrevious = previous;
    previous = current;
  }
  return previous ** 2 + beforePrevious ** 2 - coefficient * previous * beforePrevious;
}

function average(rows: readonly number[][]): number[] {
  return rows[0].map((_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
}

function peak(samples: Float32Array): number {
  return samples.reduce((highest, x) => Math.max(highest, Math.abs(x)), 0);
}

function rootMeanSquare(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
}
