import { join } from 'node:path';
import type { Mask } from '../domain/data/mask.js';
import { maskedFrame } from '../domain/data/mask-overlay.js';
import type { RgbImage } from '../domain/ports/media.js';
import type { StoredClip } from '../domain/ports/clip-store.js';
import type { Services } from './services.js';

/** Masks of one window of a file. */
export interface WindowMasks {
  /** What its files are called. */
  readonly name: string;
  /** Number of the window, from 0, and whether it is the only one. */
  readonly window: number;
  readonly alone: boolean;
  readonly clip: StoredClip;
  readonly masks: readonly Mask[];
  readonly segmentSeconds: number;
  readonly sampleRateHz: number;
}

/** Writes NAME_0.png … (white is drawn, one a segment, numbers go on over windows) and NAME.mp4, the frames with the masks over them and their sound (NAME.1.mp4 … for several windows). */
export async function writeMasks(services: Pick<Services, 'data' | 'images' | 'encoder'>, folder: string, { name, window, alone, clip, masks, segmentSeconds, sampleRateHz }: WindowMasks): Promise<void> {
  const codec = await services.images();
  for (const [t, mask] of masks.entries()) await services.data.writeBytes(join(folder, `${name}_${window * masks.length + t}.png`), await codec.encodePng(maskPicture(mask)));
  const encoder = await services.encoder();
  await encoder.encode({
    path: join(folder, alone ? `${name}.mp4` : `${name}.${window + 1}.mp4`),
    container: 'mp4',
    framesPerSecond: 1 / segmentSeconds,
    frames: clip.frames.map((frame, t) => evenSized(maskedFrame(frame, masks[t]))),
    waveform: clip.waveform,
    sampleRateHz,
    constantRateFactor: 18,
    audioBitsPerSecond: 96_000,
  });
}

/** White where something is drawn. */
export const maskPicture = ({ width, height, data }: Mask): RgbImage => ({ width, height, data: Uint8Array.from({ length: 3 * data.length }, (_, k) => (data[Math.floor(k / 3)] === 0 ? 0 : 255)) });

/** Without the last row or column where their number is odd: video codecs want even ones. */
function evenSized({ width, height, data }: RgbImage): RgbImage {
  const [evenWidth, evenHeight] = [width - (width % 2), height - (height % 2)];
  if (evenWidth === width && evenHeight === height) return { width, height, data };
  const cropped = new Uint8Array(evenWidth * evenHeight * 3);
  for (let y = 0; y < evenHeight; y++) cropped.set(data.subarray(3 * y * width, 3 * (y * width + evenWidth)), 3 * y * evenWidth);
  return { width: evenWidth, height: evenHeight, data: cropped };
}
