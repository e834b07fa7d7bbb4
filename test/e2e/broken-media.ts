import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openMedia } from '../../src/adapters/media/open-media.js';

const rateHz = 32_000;

/** Ten seconds at four pictures a second unless the test wants otherwise. */
interface Wanted {
  readonly seconds?: number;
  readonly picture?: boolean;
  readonly sound?: 'tone' | 'silence' | 'none';
}

/** Writes one sound video and, beside it, one file for every way in which a video can be of no or little use; the names say which. */
export async function writeBrokenMedia(folder: string): Promise<void> {
  await encode(join(folder, 'sound.mp4'), {});
  await encode(join(folder, 'silent.mp4'), { sound: 'silence' });
  await encode(join(folder, 'no-sound.mp4'), { sound: 'none' });
  await encode(join(folder, 'no-picture.mp4'), { picture: false });
  await encode(join(folder, 'cut.webm'), {});
  await encode(join(folder, 'zero-length.webm'), { seconds: 1 });
  await copyFile(join(folder, 'sound.mp4'), join(folder, 'cut-index.mp4'));
  await cutTo(join(folder, 'cut.webm'), 0.5);
  await cutTo(join(folder, 'cut-index.mp4'), 0.5);
  await cutToHeader(join(folder, 'zero-length.webm'));
  await writeFile(join(folder, 'empty.mp4'), '');
  await writeFile(join(folder, 'text.mp4'), 'This is a text.\n'.repeat(100));
}

async function encode(path: string, { seconds = 10, picture = true, sound = 'tone' }: Wanted): Promise<void> {
  const { encoder } = await openMedia('auto');
  const level = { tone: 0.3, silence: 0, none: 0 }[sound];
  await encoder.encode({
    path,
    container: path.endsWith('.webm') ? 'webm' : 'mp4',
    framesPerSecond: 4,
    frames: picture ? Array.from({ length: 4 * seconds }, (_, index) => ({ width: 64, height: 64, data: Uint8Array.from({ length: 64 * 64 * 3 }, (_byte, at) => (at * 7 + index * 13) % 256) })) : [],
    waveform: Float32Array.from({ length: sound === 'none' ? 0 : rateHz * seconds }, (_, sample) => level * Math.sin((2 * Math.PI * 440 * sample) / rateHz)),
    sampleRateHz: rateHz,
    constantRateFactor: 30,
    audioBitsPerSecond: 64_000,
  });
}

async function cutTo(path: string, fraction: number): Promise<void> {
  await truncate(path, Math.floor((await readFile(path)).length * fraction));
}

/** Ends a WebM file where its first cluster (Matroska element 1F43B675) begins: streams are described, nothing is in them. */
async function cutToHeader(path: string): Promise<void> {
  const cluster = (await readFile(path)).indexOf(Uint8Array.of(0x1f, 0x43, 0xb6, 0x75));
  if (cluster < 0) throw new Error(`${path} has no cluster`);
  await truncate(path, cluster);
}
