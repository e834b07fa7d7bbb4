import { describe, expect, it } from 'vitest';
import { createSharpImageCodec } from '../../../../src/adapters/media/sharp-image-codec.js';
import { createClipStore } from '../../../../src/adapters/store/clip-cache/clip-store.js';
import type { Mask } from '../../../../src/domain/data/mask.js';
import { temporaryFolder } from '../../files/temporary-folder.js';
import { aDescription, anEntry, plainCodec, someMedia } from './a-clip.js';

const aMask = (...pixels: number[]): Mask => ({ width: 2, height: pixels.length / 2, data: Uint8Array.from(pixels) });

describe('masks in a clip cache', () => {
  it.each([
    ['a codec without loss', plainCodec],
    ['PNG files', createSharpImageCodec()],
  ])('come back at their segments, with %s', async (_, codec) => {
    const store = createClipStore(codec);
    const folder = await temporaryFolder();
    const masks = [undefined, aMask(1, 0, 0, 1)];
    const writer = await store.write(folder, aDescription());
    await writer.add(anEntry({ id: 'drawn' }), { ...someMedia(1), masks });
    await writer.add(anEntry({ id: 'plain' }), someMedia(2));
    await writer.close();
    const cache = await store.open(folder);
    expect((await cache.read('drawn')).masks).toEqual(masks);
    expect(await cache.read('plain')).not.toHaveProperty('masks');
  });

  it('must be one a segment, and of one size', async () => {
    const store = createClipStore(plainCodec);
    const writer = await store.write(await temporaryFolder(), aDescription());
    const { segments } = aDescription();
    await expect(writer.add(anEntry({ id: 'a' }), { ...someMedia(1), masks: Array.from({ length: segments + 1 }, () => undefined) })).rejects.toThrow(`${segments + 1} masks for ${segments} segments`);
    await writer.close('interrupted');
  });
});

describe('rows of one file in a clip cache', () => {
  it('read the media of the row that holds them, with their own labels', async () => {
    const store = createClipStore(plainCodec);
    const folder = await temporaryFolder();
    const writer = await store.write(folder, aDescription());
    const second = anEntry({ id: 'question-2', split: 'val', mediaOf: 'question-1', labels: { answer: 'yes' } });
    await writer.add(anEntry({ id: 'question-1' }), someMedia(1));
    await writer.add(second);
    await expect(writer.add(anEntry({ id: 'question-3', mediaOf: 'question-1' }), someMedia(1))).rejects.toThrow('they are those of question-1');
    await writer.close('interrupted');
    const again = await store.write(folder, aDescription());
    await again.add(anEntry({ id: 'question-3', mediaOf: 'question-1' }));
    await again.close();
    const cache = await store.open(folder);
    expect(await cache.read('question-2')).toEqual({ entry: second, ...someMedia(1) });
    expect(cache.entry('question-3')).toMatchObject({ mediaOf: 'question-1' });
    expect(cache.entry('nobody')).toBeUndefined();
  });
});
