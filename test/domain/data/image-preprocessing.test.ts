import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import { normalisedFrames, resizedFrames } from '../../../src/domain/data/image-preprocessing.js';
import type { RgbImage } from '../../../src/domain/ports/media.js';

const mean = [0.485, 0.456, 0.406];
const deviation = [0.229, 0.224, 0.225];

function aNoise(seed: number, width: number, height: number): RgbImage {
  const random = seededRandom(seed);
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, () => random.integer(256)) };
}

/** Cubic convolution with a = −0.75, as spec/encoders §1.6 has it, of one pixel by its sixteen neighbours; the edge repeats. */
function directly({ width, height, data }: RgbImage, outHeight: number, outWidth: number, channel: number, y: number, x: number): number {
  const kernel = (distance: number): number => {
    const d = Math.abs(distance);
    if (d <= 1) return 1.25 * d ** 3 - 2.25 * d ** 2 + 1;
    return d < 2 ? -0.75 * d ** 3 + 3.75 * d ** 2 - 6 * d + 3 : 0;
  };
  const [sourceY, sourceX] = [((y + 0.5) * height) / outHeight - 0.5, ((x + 0.5) * width) / outWidth - 0.5];
  let sum = 0;
  for (let row = Math.floor(sourceY) - 1; row <= Math.floor(sourceY) + 2; row++) {
    for (let column = Math.floor(sourceX) - 1; column <= Math.floor(sourceX) + 2; column++) {
      const pixel = data[(Math.min(Math.max(row, 0), height - 1) * width + Math.min(Math.max(column, 0), width - 1)) * 3 + channel];
      sum += kernel(sourceY - row) * kernel(sourceX - column) * (pixel / 255);
    }
  }
  return (sum - mean[channel]) / deviation[channel];
}

describe('frames as the image encoder wants them', () => {
  it('are bicubic without antialiasing and without clamping, whatever the sizes', () => {
    const side = fc.integer({ min: 1, max: 13 });
    fc.assert(
      fc.property(fc.integer(), side, side, side, side, (seed, width, height, outWidth, outHeight) => {
        const frame = aNoise(seed, width, height);
        const resized = normalisedFrames([frame], outHeight, outWidth);
        for (let channel = 0; channel < 3; channel++) {
          for (let y = 0; y < outHeight; y++) {
            // float32 numbers of up to 5: half a unit in the last place is 2.4e-7.
            for (let x = 0; x < outWidth; x++) expect(resized[(channel * outHeight + y) * outWidth + x]).toBeCloseTo(directly(frame, outHeight, outWidth, channel, y, x), 5);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of the wanted size are only scaled', () => {
    const frame = aNoise(1, 5, 4);
    const resized = normalisedFrames([frame], 4, 5);
    frame.data.forEach((pixel, i) => expect(resized[(i % 3) * 20 + Math.floor(i / 3)]).toBeCloseTo((pixel / 255 - mean[i % 3]) / deviation[i % 3], 5));
  });

  it('of one colour keep it in every pixel', () => {
    const resized = normalisedFrames([{ width: 7, height: 3, data: new Uint8Array(63).fill(51) }], 4, 9);
    resized.forEach((value, i) => expect(value).toBeCloseTo((0.2 - mean[Math.floor(i / 36)]) / deviation[Math.floor(i / 36)], 5));
  });

  it('overshoot beside an edge: nothing is clamped to what a pixel can be', () => {
    const step = Uint8Array.from({ length: 8 * 3 }, (_, i) => (i < 12 ? 0 : 255));
    const row = normalisedFrames([{ width: 8, height: 1, data: step }], 1, 16).subarray(0, 16);
    expect(Math.max(...row)).toBeGreaterThan((1 - mean[0]) / deviation[0] + 0.1);
    expect(Math.min(...row)).toBeLessThan((0 - mean[0]) / deviation[0] - 0.1);
  });

  it('stand one after the other, each as if it were alone, also when their sizes differ', () => {
    const frames = [aNoise(1, 5, 4), aNoise(2, 3, 8), aNoise(3, 5, 4)];
    expect(normalisedFrames(frames, 4, 4)).toEqual(Float32Array.from(frames.flatMap((frame) => [...normalisedFrames([frame], 4, 4)])));
  });
});

describe('frames brought to one size as bytes', () => {
  it('are the same interpolation, rounded and cut off at black and white', () => {
    const frame = aNoise(4, 7, 5);
    const [resized] = resizedFrames([frame], 11, 6);
    expect([resized.height, resized.width, resized.data.length]).toEqual([11, 6, 11 * 6 * 3]);
    const values = Array.from({ length: 11 * 6 * 3 }, (_, i) => {
      const channel = i % 3;
      const [y, x] = [Math.floor(i / 18), Math.floor(i / 3) % 6];
      return Math.min(255, Math.max(0, 255 * (directly(frame, 11, 6, channel, y, x) * deviation[channel] + mean[channel])));
    });
    // Half a step of rounding, and single precision.
    values.forEach((value, i) => expect(Math.abs(resized.data[i] - value)).toBeLessThan(0.501));
    expect(values.some((value) => value === 0 || value === 255)).toBe(true);
  });

  it('stay as they are where they have it', () => {
    const frame = aNoise(1, 4, 3);
    expect(resizedFrames([frame], 3, 4)[0]).toBe(frame);
  });
});
