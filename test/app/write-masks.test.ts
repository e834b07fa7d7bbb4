import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeMasks } from '../../src/app/write-masks.js';
import type { EncodeRequest } from '../../src/domain/ports/media.js';
import { temporaryFolder } from '../adapters/files/temporary-folder.js';
import { aPicture } from '../builders/media.js';
import { plainPictures, someServices } from '../builders/services.js';

describe('writing masks', () => {
  const mask = { width: 3, height: 1, data: Uint8Array.of(1, 0, 1) };
  const clip = { entry: { id: 'a', split: '', state: 'ok' as const, segmentLabels: [] }, frames: [aPicture(90, 3, 3), aPicture(90, 3, 3)], waveform: new Float32Array(16) };

  it('gives a black and white picture a segment, whose numbers go on over windows, and a video of even size', async () => {
    const folder = join(await temporaryFolder(), 'masks');
    const encoded: EncodeRequest[] = [];
    const services = someServices({ images: () => Promise.resolve(plainPictures), encoder: () => Promise.resolve({ name: 'none', encode: (request) => Promise.resolve(void encoded.push(request)) }) });
    await writeMasks(services, folder, { name: 'clip', window: 1, alone: false, clip, masks: [mask, mask], segmentSeconds: 0.5, sampleRateHz: 16 });
    expect((await readdir(folder)).sort()).toEqual(['clip_2.png', 'clip_3.png']);
    expect([...(await readFile(join(folder, 'clip_2.png')))]).toEqual([3, 1, 255, 255, 255, 0, 0, 0, 255, 255, 255]);
    expect(encoded).toMatchObject([{ path: join(folder, 'clip.2.mp4'), framesPerSecond: 2, sampleRateHz: 16 }]);
    const [frame] = [...(encoded[0].frames as Iterable<{ width: number; height: number; data: Uint8Array }>)];
    expect([frame.width, frame.height, frame.data.length]).toEqual([2, 2, 12]);
  });
});
