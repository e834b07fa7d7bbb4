import { resizeMatrix } from '../layers/resize.js';
import type { RgbImage } from '../ports/media.js';

/** Mean and deviation of ImageNet's channels, red, green, blue (spec/encoders §1.6). */
export const channelMean = [0.485, 0.456, 0.406] as const;
export const channelDeviation = [0.229, 0.224, 0.225] as const;

/** The four source positions and weights of each output position along one axis. */
interface Taps {
  readonly positions: Int32Array;
  readonly weights: Float64Array;
}

/**
 * Frames as the image encoder wants them: /255, bicubic without antialiasing and without clamping (half-pixel centres, coefficient −0.75,
 * aspect ratio not kept), (x − mean) / deviation. spec/encoders §1.6.
 * @returns [frames, 3, height, width]
 */
export function normalisedFrames(frames: readonly RgbImage[], height: number, width: number): Float32Array {
  const plane = height * width;
  const result = new Float32Array(frames.length * 3 * plane);
  const taps = rememberedTaps();
  frames.forEach((frame, index) => {
    if (frame.height === height && frame.width === width) {
      // At the same size every tap but one has weight 0.
      normaliseSameSize(frame, result.subarray(index * 3 * plane, (index + 1) * 3 * plane));
      return;
    }
    const rows = taps(frame.height, height);
    const columns = taps(frame.width, width);
    for (let channel = 0; channel < 3; channel++) {
      const target = result.subarray((index * 3 + channel) * plane, (index * 3 + channel + 1) * plane);
      resampleChannel(frame, channel, rows, columns, target, height, width, normalisation(channel));
    }
  });
  return result;
}

/** Frames brought to one size by the same interpolation, but as bytes: rounded to the nearest, cut off below 0 and above 255. Frames of that size stay as they are. */
export function resizedFrames(frames: readonly RgbImage[], height: number, width: number): RgbImage[] {
  const taps = rememberedTaps();
  return frames.map((frame) => {
    if (frame.height === height && frame.width === width) return frame;
    const plane = new Float32Array(height * width);
    const data = new Uint8ClampedArray(height * width * 3);
    for (let channel = 0; channel < 3; channel++) {
      resampleChannel(frame, channel, taps(frame.height, height), taps(frame.width, width), plane, height, width, { scale: 1, offset: 0 });
      plane.forEach((value, pixel) => (data[pixel * 3 + channel] = value));
    }
    return { width, height, data: new Uint8Array(data.buffer) };
  });
}

/** value · scale − offset is (value / 255 − mean) / deviation. */
export function normalisation(channel: number): { readonly scale: number; readonly offset: number } {
  return { scale: 1 / (255 * channelDeviation[channel]), offset: channelMean[channel] / channelDeviation[channel] };
}

/** Positions and weights by input and output size. */
function rememberedTaps(): (inputs: number, outputs: number) => Taps {
  const known = new Map<string, Taps>();
  return (inputs, outputs) => {
    const key = `${inputs}/${outputs}`;
    const made = known.get(key) ?? cubicTaps(inputs, outputs);
    known.set(key, made);
    return made;
  };
}

/** @param target [3, height, width] of the frame's own size */
function normaliseSameSize({ data }: RgbImage, target: Float32Array): void {
  const plane = target.length / 3;
  for (let channel = 0; channel < 3; channel++) {
    const { scale, offset } = normalisation(channel);
    for (let pixel = 0; pixel < plane; pixel++) target[channel * plane + pixel] = data[pixel * 3 + channel] * scale - offset;
  }
}

function resampleChannel(frame: RgbImage, channel: number, rows: Taps, columns: Taps, target: Float32Array, height: number, width: number, { scale, offset }: ReturnType<typeof normalisation>): void {
  const narrow = new Float64Array(frame.height * width);
  for (let y = 0; y < frame.height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 4 * x; k < 4 * x + 4; k++) sum += columns.weights[k] * frame.data[(y * frame.width + columns.positions[k]) * 3 + channel];
      narrow[y * width + x] = sum;
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 4 * y; k < 4 * y + 4; k++) sum += rows.weights[k] * narrow[rows.positions[k] * width + x];
      target[y * width + x] = sum * scale - offset;
    }
  }
}

/** Reads the (at most four) non-zero entries of each row of the interpolation matrix. */
function cubicTaps(inputs: number, outputs: number): Taps {
  const matrix = resizeMatrix(inputs, outputs, { mode: 'cubic', coordinates: 'half_pixel' });
  const positions = new Int32Array(outputs * 4);
  const weights = new Float64Array(outputs * 4);
  for (let row = 0; row < outputs; row++) {
    let tap = row * 4;
    for (let column = 0; column < inputs; column++) {
      const weight = matrix[row * inputs + column];
      if (weight === 0) continue;
      positions[tap] = column;
      weights[tap] = weight;
      tap += 1;
    }
  }
  return { positions, weights };
}
