import { basename } from 'node:path';
import { MediaFault, type DecodedMedia, type DecodeRequest, type EncodeRequest, type MediaDecoder, type MediaEncoder, type RgbImage } from '../../src/domain/ports/media.js';

export const aPicture = (value: number, width = 2, height = 2): RgbImage => ({ width, height, data: new Uint8Array(width * height * 3).fill(value) });

/** What a decoder finds in a file: `seconds` of sound and a picture a second, bright as its number, unless the test wants otherwise. */
export interface AFile {
  readonly seconds?: number;
  readonly width?: number;
  readonly height?: number;
  readonly picture?: boolean;
  readonly sound?: boolean;
  /** Loudness of every sample. */
  readonly level?: number;
  readonly truncated?: boolean;
}

/** A decoder of files that are described by their name without extension; others are missing. `decoded` lists what was decoded, in order. */
export function aDecoder(files: Readonly<Record<string, AFile | MediaFault>>): MediaDecoder & { readonly decoded: string[] } {
  const decoded: string[] = [];
  const find = (path: string): AFile => {
    const file = files[basename(path).replace(/\.\w+$/, '')];
    if (file === undefined) throw new MediaFault('missing', path, 'no such file');
    if (file instanceof MediaFault) throw file;
    return file;
  };
  const probe = ({ seconds = 4, width = 2, height = 2, picture = true, sound = true }: AFile): DecodedMedia['probe'] => ({
    durationSeconds: seconds,
    video: picture ? { width, height, framesPerSecond: 1 } : undefined,
    audio: sound ? { sampleRateHz: 8, channels: 1 } : undefined,
  });
  return {
    name: 'files made up by a test',
    decoded,
    probe: (path) => Promise.resolve().then(() => probe(find(path))),
    decode: (path, request) =>
      Promise.resolve().then(() => {
        const file = find(path);
        decoded.push(basename(path).replace(/\.\w+$/, ''));
        return { probe: probe(file), ...content(file, request), truncated: file.truncated ?? false };
      }),
  };
}

function content({ seconds = 4, width = 2, height = 2, picture = true, sound = true, level = 0.5 }: AFile, request: DecodeRequest): Pick<DecodedMedia, 'frames' | 'waveform' | 'lastFrameSeconds'> {
  const size = request.frameSize ?? { width, height };
  return {
    frames: picture ? request.frameTimesSeconds.map((time) => aPicture(Math.min(Math.floor(time), seconds - 1), size.width, size.height)) : [],
    waveform: sound ? new Float32Array(Math.round(Math.min(seconds, request.durationSeconds) * request.sampleRateHz)).fill(level) : new Float32Array(),
    lastFrameSeconds: picture ? seconds - 1 : undefined,
  };
}

/** An encoder that keeps what it was given and hands every finished path to `write`. */
export function anEncoder(write: (path: string) => Promise<void>): MediaEncoder & { readonly encoded: (EncodeRequest & { readonly frames: readonly RgbImage[] })[] } {
  const encoded: (EncodeRequest & { readonly frames: readonly RgbImage[] })[] = [];
  return {
    name: 'an encoder of a test',
    encoded,
    async encode(request) {
      const frames: RgbImage[] = [];
      for await (const frame of request.frames) frames.push(frame);
      encoded.push({ ...request, frames });
      await write(request.path);
    },
  };
}
