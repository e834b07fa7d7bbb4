import type { CacheDescription, ClipEntry } from '../../../../src/domain/ports/clip-store.js';
import type { ImageCodec, RgbImage } from '../../../../src/domain/ports/media.js';

export const aDescription = (change: Partial<CacheDescription> = {}): CacheDescription => ({
  schema: 1,
  dataset: 'tiny',
  classes: ['bell', 'drum'],
  segments: 2,
  segmentSeconds: 1,
  sampleRateHz: 8,
  frameFormat: 'png',
  maxFrameSide: 4,
  annotations: { 'train.txt': 'ab' },
  title: 'Tiny clips',
  rendered: false,
  ...change,
});

export const anEntry = (change: Partial<ClipEntry> = {}): ClipEntry => ({ id: 'a', split: 'train', state: 'ok', segmentLabels: [0, 2], ...change });

/** Two frames of 2 x 1 and 16 samples, different for every number. */
export const someMedia = (number: number): { readonly frames: readonly RgbImage[]; readonly waveform: Float32Array } => ({
  frames: [0, 1].map((frame) => ({ width: 2, height: 1, data: Uint8Array.of(number, frame, 2, 3, 4, 5) })),
  waveform: Float32Array.from({ length: 16 }, (_, index) => (number - index) / 256),
});

/** Pictures as their size in two bytes and their pixels: exact and without a library. */
export const plainCodec: ImageCodec = {
  encodePng: (image) => Promise.resolve(Uint8Array.of(image.width, image.height, ...image.data)),
  encodeJpeg: () => Promise.reject(new Error('not a lossless picture')),
  decode: ([width, height, ...data]) => Promise.resolve({ width, height, data: Uint8Array.from(data) }),
};
