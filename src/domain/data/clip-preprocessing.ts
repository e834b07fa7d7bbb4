import type { RgbImage } from '../ports/media.js';
import { antialiasedTaps, type Taps } from './antialiased-bicubic.js';

/** Mean and deviation of CLIP's channels, red, green, blue (spec/task-fewshot-zeroshot §1.2). */
const channelMean = [0.48145466, 0.4578275, 0.40821073] as const;
const channelDeviation = [0.26862954, 0.26130258, 0.27577711] as const;

/**
 * Frames as CLIP was trained on them: short side to `size` (8-bit bicubic with anti-aliasing), centre crop, (x/255 − mean) / deviation.
 * @returns [frames, 3, size, size]
 */
export function clipFrames(frames: readonly RgbImage[], size: number): Float32Array {
  const plane = size * size;
  const result = new Float32Array(frames.length * 3 * plane);
  frames.forEach((frame, index) => {
    const { data } = clipPixels(frame, size);
    for (let channel = 0; channel < 3; channel++) {
      const target = (index * 3 + channel) * plane;
      for (let pixel = 0; pixel < plane; pixel++) result[target + pixel] = (data[pixel * 3 + channel] / 255 - channelMean[channel]) / channelDeviation[channel];
    }
  });
  return result;
}

/** Short side to `size`, the other to ⌊size · long / short⌋, then the centre. Bit-exact with Pillow's fixed-point arithmetic. */
export function clipPixels(image: RgbImage, size: number): RgbImage {
  const short = Math.min(image.width, image.height);
  const along = (length: number): number => (length === short ? size : Math.floor((size * length) / short));
  const [width, height] = [along(image.width), along(image.height)];
  const rows = resampledColumns(image, fixedPoint(antialiasedTaps(image.width, width)));
  const resized = resampledRows(rows, fixedPoint(antialiasedTaps(image.height, height)));
  const [left, top] = [halfToEven((width - size) / 2), halfToEven((height - size) / 2)];
  const data = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) data.set(resized.data.subarray(((top + y) * width + left) * 3, ((top + y) * width + left + size) * 3), y * size * 3);
  return { width: size, height: size, data };
}

const precision = 22;

/** Weights times 2²², halves away from zero. */
const fixedPoint = (taps: readonly Taps[]): readonly Taps[] =>
  taps.map(({ first, weights }) => ({ first, weights: weights.map((weight) => Math.sign(weight) * Math.floor(Math.abs(weight) * 2 ** precision + 0.5)) }));

const toByte = (sum: number): number => Math.min(255, Math.max(0, Math.floor(sum / 2 ** precision)));

function resampledColumns({ width, height, data }: RgbImage, taps: readonly Taps[]): RgbImage {
  const result = new Uint8Array(taps.length * height * 3);
  for (let y = 0; y < height; y++) {
    taps.forEach(({ first, weights }, x) => {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 2 ** (precision - 1);
        for (let k = 0; k < weights.length; k++) sum += weights[k] * data[(y * width + first + k) * 3 + channel];
        result[(y * taps.length + x) * 3 + channel] = toByte(sum);
      }
    });
  }
  return { width: taps.length, height, data: result };
}

function resampledRows({ width, data }: RgbImage, taps: readonly Taps[]): RgbImage {
  const rowLength = width * 3;
  const result = new Uint8Array(taps.length * rowLength);
  taps.forEach(({ first, weights }, y) => {
    for (let at = 0; at < rowLength; at++) {
      let sum = 2 ** (precision - 1);
      for (let k = 0; k < weights.length; k++) sum += weights[k] * data[(first + k) * rowLength + at];
      result[y * rowLength + at] = toByte(sum);
    }
  });
  return { width, height: taps.length, data: result };
}

function halfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
