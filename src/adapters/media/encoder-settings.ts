import type { EncodeRequest, RgbImage } from '../../domain/ports/media.js';

/** FFmpeg's names and options for one container; both adapters write the same streams. */
export interface EncoderSettings {
  readonly videoCodec: 'libx264' | 'libvpx-vp9';
  /** Private options of the encoders; speed before size: clips are small and there are hundreds of them. */
  readonly videoOptions: Readonly<Record<string, string>>;
  readonly audioCodec: 'aac' | 'libopus';
  readonly audioOptions: Readonly<Record<string, string>>;
  readonly audioSampleFormat: 'fltp' | 'flt';
  readonly audioRateHz: number;
}

/** Sampling rates that AAC knows (ISO 14496-3, table 1.18). */
const aacRatesHz: readonly number[] = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];

export const encoderSettings = (request: EncodeRequest): EncoderSettings => {
  const crf = String(request.constantRateFactor);
  switch (request.container) {
    case 'mp4':
      return {
        videoCodec: 'libx264',
        // With the macroblock tree of the x264 in node-av small pictures are not repeatable: of ten encodings of one clip two differed; without its assembler none did.
        videoOptions: { preset: 'veryfast', crf, mbtree: '0' },
        audioCodec: 'aac',
        audioOptions: { aac_coder: 'fast' },
        audioSampleFormat: 'fltp',
        audioRateHz: aacRatesHz.includes(request.sampleRateHz) ? request.sampleRateHz : 48000,
      };
    case 'webm':
      return {
        videoCodec: 'libvpx-vp9',
        videoOptions: { deadline: 'good', 'cpu-used': '5', crf, b: '0' },
        audioCodec: 'libopus',
        audioOptions: {},
        audioSampleFormat: 'flt',
        audioRateHz: 48000, // Opus works at 48 kHz inside
      };
  }
};

/** One thread a file: encoding is then the same on every machine, and files are encoded side by side. */
export const encoderThreads = 1;

/** Frames per second as a ratio; thousandths are exact enough for rates like 29.97. */
export const frameRateRatio = (framesPerSecond: number): { readonly num: number; readonly den: number } =>
  Number.isInteger(framesPerSecond) ? { num: framesPerSecond, den: 1 } : { num: Math.round(framesPerSecond * 1000), den: 1000 };

export interface CheckedFrames {
  /** Undefined when there are no frames: the file gets sound only. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly frames: AsyncGenerator<RgbImage>;
}

/** Looks at the first frame, and checks each one while it passes: one even size, complete data. */
export const checkFrames = async (source: EncodeRequest['frames']): Promise<CheckedFrames> => {
  const iterator = iterate(source);
  const first = await iterator.next();
  if (first.done) return { size: undefined, frames: iterator };
  const { width, height } = first.value;
  if (width % 2 !== 0 || height % 2 !== 0) throw new Error(`video frames need an even width and height, not ${width}x${height}`);
  return { size: { width, height }, frames: allOfOneSize(first.value, iterator) };
};

async function* iterate(source: EncodeRequest['frames']): AsyncGenerator<RgbImage> {
  yield* source;
}

async function* allOfOneSize(first: RgbImage, rest: AsyncGenerator<RgbImage>): AsyncGenerator<RgbImage> {
  const check = ({ width, height, data }: RgbImage): void => {
    if (width === first.width && height === first.height && data.length === width * height * 3) return;
    throw new Error(`frame of ${width}x${height} with ${data.length} bytes in a video of ${first.width}x${first.height}`);
  };
  check(first);
  yield first;
  for await (const frame of rest) {
    check(frame);
    yield frame;
  }
}
