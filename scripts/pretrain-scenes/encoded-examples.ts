import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMedia } from '../../src/adapters/media/open-media.js';
import type { RgbImage } from '../../src/domain/ports/media.js';
import type { Random } from '../../src/domain/ports/random.js';
import { midDesign } from '../../src/plugins/scenes/render/design.js';
import { pretrainingImage, pretrainingSound } from '../../src/plugins/scenes/render/pretraining.js';

/** Pictures and sounds as they come out of a video file, second by second. */
export interface EncodedExamples {
  readonly images: readonly RgbImage[];
  readonly imageClasses: readonly number[];
  readonly waveforms: readonly Float32Array[];
  readonly soundClasses: readonly (readonly number[])[];
}

/** Held-out examples after H.264 and AAC, coded as `scenes:render` codes clips: one file with a picture and a sound a second. */
export async function encodedExamples(random: Random, count: number, sampleRateHz: number): Promise<EncodedExamples> {
  const pictures = Array.from({ length: count }, () => pretrainingImage(random, midDesign, midDesign.frameSize));
  const sounds = Array.from({ length: count }, () => pretrainingSound(random, midDesign, 1, sampleRateHz));
  const waveform = new Float32Array(count * sampleRateHz);
  sounds.forEach((sound, second) => waveform.set(sound.waveform, second * sampleRateHz));
  const folder = await mkdtemp(join(tmpdir(), 'pretrain-scenes-'));
  try {
    const path = join(folder, 'held-out.mp4');
    const { encoder, decoder } = await openMedia('auto');
    await encoder.encode({ path, container: 'mp4', framesPerSecond: 1, frames: pictures.map(({ image }) => image), waveform, sampleRateHz, constantRateFactor: 18, audioBitsPerSecond: 64_000 });
    const decoded = await decoder.decode(path, { frameTimesSeconds: pictures.map((_, second) => second + 0.5), sampleRateHz, startSeconds: 0, durationSeconds: count });
    return {
      images: decoded.frames,
      imageClasses: pictures.map(({ classIndex }) => classIndex),
      waveforms: sounds.map((_, second) => decoded.waveform.subarray(second * sampleRateHz, (second + 1) * sampleRateHz)),
      soundClasses: sounds.map(({ classIndices }) => classIndices),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
