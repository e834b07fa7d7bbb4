import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import { midDesign } from '../../../src/plugins/scenes/render/design.js';
import { renderFrame } from '../../../src/plugins/scenes/render/frames.js';
import { sceneScript } from '../../../src/plugins/scenes/render/script.js';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DecodeRequest, EncodeRequest, RgbImage } from '../../../src/domain/ports/media.js';

/** Frame i of a test video: red is flat and says which frame it is, green grows from left to right, blue is flat. */
export const redOfFrame = (index: number): number => 20 + 9 * (index % 24);

export const aFrame = (index: number, width = 32, height = 32): RgbImage => {
  const data = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    data.set([redOfFrame(index), 40 + Math.round((160 * (pixel % width)) / (width - 1)), 100], pixel * 3);
  }
  return { width, height, data };
};

/** Thirty frames of 64 × 64 pixels with much to encode: a rendered scene. */
export function noisyFrames(): RgbImage[] {
  const script = sceneScript(seededRandom(1), midDesign);
  return Array.from({ length: 30 }, (_, frame) => renderFrame(script, frame / 3, midDesign.frameSize));
}

export const frames = (count: number): RgbImage[] => Array.from({ length: count }, (_, index) => aFrame(index));

export const aSine = (options: { hz: number; seconds: number; sampleRateHz: number; amplitude?: number }): Float32Array =>
  Float32Array.from(
    { length: Math.round(options.seconds * options.sampleRateHz) },
    (_, index) => (options.amplitude ?? 0.5) * Math.sin((2 * Math.PI * options.hz * index) / options.sampleRateHz),
  );

/** Three seconds at 8 frames a second with 440 Hz at 32 kHz, unless told otherwise. */
export const aClip = (path: string, changes: Partial<EncodeRequest> = {}): EncodeRequest => ({
  path,
  container: 'mp4',
  framesPerSecond: 8,
  frames: frames(24),
  waveform: aSine({ hz: 440, seconds: 3, sampleRateHz: 32000 }),
  sampleRateHz: 32000,
  constantRateFactor: 10,
  audioBitsPerSecond: 96000,
  ...changes,
});

/** Asks for one frame and all sound of {@link aClip}, unless told otherwise. */
export const aRequest = (changes: Partial<DecodeRequest> = {}): DecodeRequest => ({
  frameTimesSeconds: [1.55],
  sampleRateHz: 32000,
  startSeconds: 0,
  durationSeconds: 3,
  ...changes,
});

/** Mean of one channel (0 red, 1 green, 2 blue) over the pixels that `where` chooses. */
export const meanOf = ({ width, data }: RgbImage, channel: number, where: (x: number, y: number) => boolean = () => true): number => {
  let sum = 0;
  let count = 0;
  for (let pixel = 0; pixel * 3 < data.length; pixel++) {
    if (!where(pixel % width, Math.floor(pixel / width))) continue;
    sum += data[pixel * 3 + channel];
    count++;
  }
  return sum / count;
};

/** Which frame of the test video an image shows, by its red. Frames differ by 9 levels; H.264 at CRF 10 and 8-bit YUV move the mean by under 3. */
export const frameIndexOf = (image: RgbImage): number => Math.round((meanOf(image, 0) - 20) / 9);

/** Upward zero crossings per second: the frequency of a sine, to one crossing. */
export const frequencyOf = (samples: Float32Array, sampleRateHz: number): number => {
  let crossings = 0;
  for (let index = 1; index < samples.length; index++) if (samples[index - 1] < 0 && samples[index] >= 0) crossings++;
  return (crossings * sampleRateHz) / samples.length;
};

/** Largest difference of two equally long signals. */
export const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length !== b.length) throw new Error(`lengths differ: ${a.length} and ${b.length}`);
  let largest = 0;
  for (let index = 0; index < a.length; index++) largest = Math.max(largest, Math.abs(a[index] - b[index]));
  return largest;
};

export const rmsOf = (samples: Float32Array): number => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);

/** A folder for the time of `use`. */
export const inFolder = async <T>(use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'avtool-media-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** The ten real clips (see their README), or why they are not there. */
export const realClips = (): { readonly paths: readonly string[]; readonly absent: string | undefined } => {
  const folder = resolve(process.env.AVTOOL_CLIPS_DIR ?? join(import.meta.dirname, '../../../../shared/data/clips'));
  if (!existsSync(folder)) return { paths: [], absent: `no folder ${folder}; AVTOOL_CLIPS_DIR names another` };
  return { paths: readdirSync(folder).filter((name) => name.endsWith('.mp4')).sort().map((name) => join(folder, name)), absent: undefined };
};
