import { execFile } from 'node:child_process';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSharpImageCodec } from '../../../../src/adapters/media/sharp-image-codec.js';
import { createClipStore } from '../../../../src/adapters/store/clip-cache/clip-store.js';
import type { ClipCacheWriter, ClipEntry } from '../../../../src/domain/ports/clip-store.js';
import { firstLine, killHard, startScript } from '../../files/child-process.js';
import { fullDisk } from '../../files/faulty-file-system.js';
import { temporaryFolder } from '../../files/temporary-folder.js';
import { aDescription, anEntry, plainCodec, someMedia } from './a-clip.js';

const store = createClipStore(plainCodec);
const run = promisify(execFile);
const tarIsThere = await run('tar', ['--version']).then(
  () => true,
  () => false,
);

/** Adds clips `c0`, `c1` … with the media of their number. */
async function addClips(writer: ClipCacheWriter, begin: number, end: number): Promise<void> {
  for (let number = begin; number < end; number++) await writer.add(anEntry({ id: `c${number}` }), someMedia(number));
}

/** A complete cache of so many clips; 64 fill a shard. */
async function aCache(clips: number): Promise<string> {
  const folder = await temporaryFolder();
  const writer = await store.write(folder, aDescription());
  await addClips(writer, 0, clips);
  await writer.close();
  return folder;
}

const shardNames = async (folder: string): Promise<string[]> => (await readdir(folder)).filter((name) => name.endsWith('.tar'));

describe('a clip cache', () => {
  it('gives back every row in the order of adding, and the media of usable ones', async () => {
    const folder = await temporaryFolder();
    const entries: readonly ClipEntry[] = [
      anEntry({ id: 'z', split: 'train' }),
      anEntry({ id: 'm', split: 'test', state: 'missing', detail: 'no file of this name' }),
      anEntry({ id: 'a', split: 'train', state: 'short', detail: '0.5 s are missing', segmentLabels: [] }),
      anEntry({ id: 'b', split: 'train', state: 'silent' }),
    ];
    const writer = await store.write(folder, aDescription());
    for (const [number, entry] of entries.entries()) await writer.add(entry, entry.state === 'missing' ? undefined : someMedia(number));
    await writer.close();

    const cache = await store.open(folder);
    expect(cache.description).toEqual(aDescription());
    expect(cache.entries('train')).toEqual([entries[0], entries[2], entries[3]]);
    expect(cache.entries('test')).toEqual([entries[1]]);
    expect(cache.entries('val')).toEqual([]);
    expect(await cache.read('a')).toEqual({ entry: entries[2], ...someMedia(2) });
    await expect(cache.read('m')).rejects.toThrow('clip m has no media: missing');
    await expect(cache.read('nobody')).rejects.toThrow('clip nobody is not in the cache');
    await cache.close();
  });

  it('reads any clip of any shard at once', async () => {
    const cache = await store.open(await aCache(130));
    const numbers = [129, 0, 63, 64, 127, 128];
    const clips = await Promise.all(numbers.map((number) => cache.read(`c${number}`)));
    expect(clips.map(({ frames, waveform }) => ({ frames, waveform }))).toEqual(numbers.map(someMedia));
  });

  it('keeps a waveform to half a step of 16 bits and clips beyond full scale', async () => {
    await fc.assert(
      fc.asyncProperty(fc.float32Array({ minLength: 16, maxLength: 16, noNaN: true }), async (waveform) => {
        const folder = await temporaryFolder();
        const writer = await store.write(folder, aDescription());
        await writer.add(anEntry(), { ...someMedia(0), waveform });
        await writer.close();
        const read = (await (await store.open(folder)).read('a')).waveform;
        waveform.forEach((sample, index) => {
          const wanted = Math.min(32767 / 32768, Math.max(-1, sample));
          expect(Math.abs(read[index] - wanted)).toBeLessThanOrEqual(0.5 / 32768);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('takes ids that are no file names', async () => {
    const folder = await temporaryFolder();
    const ids = ['-x', '../../etc/passwd', 'a.b', 'A.B', 'é', '', 'con', 'x'.repeat(300), 'a b\n'];
    const writer = await store.write(folder, aDescription());
    for (const [number, id] of ids.entries()) await writer.add(anEntry({ id }), someMedia(number));
    await writer.close();
    const cache = await store.open(folder);
    expect(cache.entries('train').map(({ id }) => id)).toEqual(ids);
    for (const [number, id] of ids.entries()) expect((await cache.read(id)).waveform).toEqual(someMedia(number).waveform);
  });

  it('writes the same bytes for the same clips', async () => {
    const [one, other] = [await aCache(3), await aCache(3)];
    for (const name of ['shard-000000.tar', 'index.jsonl']) expect(await readFile(join(one, name))).toEqual(await readFile(join(other, name)));
  });

  it.skipIf(!tarIsThere)(tarIsThere ? 'is made of shards that tar opens' : 'is made of shards that tar opens (skipped: no tar command)', async () => {
    const folder = await temporaryFolder();
    const writer = await store.write(folder, aDescription());
    await writer.add(anEntry({ id: '-Ab.c' }), someMedia(7));
    await writer.add(anEntry({ id: 'gone', state: 'missing' }));
    await writer.close();
    const shard = join(folder, 'shard-000000.tar');
    const names = (await run('tar', ['tf', shard])).stdout.trimEnd().split('\n');
    const [key, otherKey] = [names[0].split('.')[0], names[4].split('.')[0]];
    expect(key).toMatch(/^_Ab_c-[0-9a-f]{16}$/);
    expect(names).toEqual([`${key}.000.png`, `${key}.001.png`, `${key}.wav`, `${key}.json`, `${otherKey}.json`]);
    await run('tar', ['xf', shard, '-C', folder]);
    expect(await readFile(join(folder, `${key}.001.png`))).toEqual(Buffer.of(2, 1, 7, 1, 2, 3, 4, 5));
    expect(JSON.parse(await readFile(join(folder, `${key}.json`), 'utf8'))).toEqual(anEntry({ id: '-Ab.c' }));
    const wav = await readFile(join(folder, `${key}.wav`));
    // The layout of a RIFF/WAVE header: PCM 1, one channel, 8 samples and 16 bytes a second, 2 bytes and 16 bits a sample, 32 bytes of data.
    expect(wav.subarray(0, 44).toString('hex')).toBe('52494646440000005741564566' + '6d7420' + '10000000' + '0100' + '0100' + '08000000' + '10000000' + '0200' + '1000' + '64617461' + '20000000');
    expect(wav.readInt16LE(44)).toBe((7 / 256) * 32768);
  });

  it('stores real pictures: PNG exactly, JPEG nearly', async () => {
    const frame = { width: 16, height: 8, data: Uint8Array.from({ length: 16 * 8 * 3 }, (_, index) => Math.floor(index / 3)) };
    for (const [frameFormat, extension, tolerance] of [
      ['png', 'png', 0],
      ['jpeg', 'jpg', 4],
    ] as const) {
      const folder = await temporaryFolder();
      const real = createClipStore(createSharpImageCodec());
      const writer = await real.write(folder, aDescription({ frameFormat, maxFrameSide: 16 }));
      await writer.add(anEntry(), { ...someMedia(0), frames: [frame, frame] });
      await writer.close();
      expect((await readFile(join(folder, 'shard-000000.tar'))).toString('latin1')).toContain(`.001.${extension}`);
      const [, read] = (await (await real.open(folder)).read('a')).frames;
      expect([read.width, read.height]).toEqual([16, 8]);
      expect(Math.max(...read.data.map((value, index) => Math.abs(value - frame.data[index])))).toBeLessThanOrEqual(tolerance);
    }
  });
});

describe('preparing a clip cache', () => {
  it('that was killed keeps the finished shards and drops the open one', async () => {
    const folder = await temporaryFolder();
    const child = startScript(new URL('./add-clips.ts', import.meta.url), folder, '100');
    expect(await firstLine(child)).toBe('added');
    await killHard(child);
    await expect(store.open(folder)).rejects.toMatchObject({ code: 'CACHE_INCOMPLETE', exitCode: 3, where: folder });

    const writer = await store.write(folder, aDescription());
    expect([...writer.done.keys()]).toEqual(Array.from({ length: 64 }, (_, number) => `c${number}`));
    expect(await readdir(folder)).toHaveLength(4); // lock, description, index and one shard
    await addClips(writer, 64, 100);
    await writer.close();
    const cache = await store.open(folder);
    expect(cache.entries('train').map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, number) => `c${number}`));
    expect((await cache.read('c70')).waveform).toEqual(someMedia(70).waveform);
  });

  it('that failed at one clip keeps those before it, takes no more, and is not complete', async () => {
    const folder = await temporaryFolder();
    const failing = createClipStore({ ...plainCodec, encodePng: (image) => (image.data[0] === 2 ? Promise.reject(new Error('stopped here')) : plainCodec.encodePng(image)) });
    const writer = await failing.write(folder, aDescription());
    await expect(addClips(writer, 0, 4)).rejects.toThrow('stopped here');
    await expect(addClips(writer, 3, 4)).rejects.toThrow('takes no more clips');
    await writer.close();
    await expect(store.open(folder)).rejects.toMatchObject({ code: 'CACHE_INCOMPLETE' });
    const again = await store.write(folder, aDescription());
    expect([...again.done.keys()]).toEqual(['c0', 'c1']);
    await again.close();
  });

  it('that was interrupted and told so keeps every clip', async () => {
    const folder = await temporaryFolder();
    const first = await store.write(folder, aDescription());
    await addClips(first, 0, 3);
    await first.close('interrupted');
    await first.close();
    await expect(store.open(folder)).rejects.toMatchObject({ code: 'CACHE_INCOMPLETE' });
    const second = await store.write(folder, aDescription());
    expect([...second.done.keys()]).toEqual(['c0', 'c1', 'c2']);
    await second.close();
    expect((await store.open(folder)).entries('train')).toHaveLength(3);
  });

  it('again after it was complete changes nothing', async () => {
    const folder = await aCache(3);
    const before = await readFile(join(folder, 'index.jsonl'));
    const writer = await store.write(folder, aDescription());
    expect(writer.done.size).toBe(3);
    await writer.close();
    expect(await readFile(join(folder, 'index.jsonl'))).toEqual(before);
  });

  it('removes a shard that the index does not know and what was half-written', async () => {
    const folder = await aCache(1);
    await writeFile(join(folder, 'shard-000001.tar'), 'from a process that was killed before it wrote the index');
    await writeFile(join(folder, '.shard-000002.tar.0123456789ab.tmp'), 'half');
    await (await store.write(folder, aDescription())).close();
    expect((await readdir(folder)).sort()).toEqual(['description.json', 'index.jsonl', 'shard-000000.tar']);
  });

  it('passes over an index line that was cut', async () => {
    const folder = await aCache(65);
    const index = join(folder, 'index.jsonl');
    const lines = (await readFile(index, 'utf8')).split('\n');
    await writeFile(index, `${lines[0]}\n${lines[1].slice(0, 100)}`);
    const writer = await store.write(folder, aDescription());
    expect(writer.done.size).toBe(64);
    await addClips(writer, 64, 65);
    await writer.close();
    expect((await (await store.open(folder)).read('c64')).waveform).toEqual(someMedia(64).waveform);
  });

  it('makes a removed shard anew, and its rows keep their places', async () => {
    const folder = await aCache(130);
    await rm(join(folder, 'shard-000001.tar'));
    await expect(store.open(folder)).rejects.toMatchObject({ code: 'CACHE_DAMAGED', exitCode: 2, where: join(folder, 'shard-000001.tar') });
    const writer = await store.write(folder, aDescription());
    expect(writer.done.size).toBe(66);
    await addClips(writer, 64, 128);
    await writer.close();
    const cache = await store.open(folder);
    expect(cache.entries('train').map(({ id }) => id)).toEqual(Array.from({ length: 130 }, (_, number) => `c${number}`));
    expect((await cache.read('c64')).waveform).toEqual(someMedia(64).waveform);
    expect(await shardNames(folder)).toEqual(['shard-000000.tar', 'shard-000002.tar', 'shard-000003.tar']);
  });

  it('replaces a row that is added again later, in its place', async () => {
    const folder = await temporaryFolder();
    const first = await store.write(folder, aDescription());
    await first.add(anEntry({ id: 'found later', state: 'missing' }));
    await addClips(first, 0, 1);
    await first.close();
    const second = await store.write(folder, aDescription());
    await second.add(anEntry({ id: 'found later' }), someMedia(9));
    await second.close();
    const cache = await store.open(folder);
    expect(cache.entries('train').map(({ id, state }) => [id, state])).toEqual([
      ['found later', 'ok'],
      ['c0', 'ok'],
    ]);
    expect((await cache.read('found later')).waveform).toEqual(someMedia(9).waveform);
  });

  it.each([
    [{ frameFormat: 'jpeg' } as const, 'another frameFormat: "png" there, "jpeg" wanted'],
    [{ sampleRateHz: 16 }, 'another sampleRateHz: 8 there, 16 wanted'],
    [{ classes: ['drum', 'bell'] }, 'another classes: ["bell","drum"] there'],
    [{ annotations: { 'train.txt': 'cd' } }, 'another annotations train.txt: "ab" there, "cd" wanted'],
    [{ annotations: { 'train.txt': 'ab', 'test.txt': 'ef' } }, 'another annotations test.txt: none there, "ef" wanted'],
  ])('refuses a folder that was made otherwise: %j', async (change, message) => {
    const folder = await aCache(1);
    const before = await readdir(folder);
    await expect(store.write(folder, aDescription(change))).rejects.toMatchObject({ code: 'CACHE_OTHER', exitCode: 4, where: folder, message: expect.stringContaining(message) });
    expect(await readdir(folder)).toEqual(before);
    await (await store.write(folder, aDescription())).close();
  });

  it('refuses a folder that holds other things, and touches none of them', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'shard-000000.tar'), 'somebody else’s');
    await expect(store.write(folder, aDescription())).rejects.toMatchObject({ code: 'CACHE_OTHER', message: expect.stringContaining('shard-000000.tar') });
    expect(await readdir(folder)).toEqual(['shard-000000.tar']);
  });

  it('refuses a folder that is being prepared already', async () => {
    const folder = await temporaryFolder();
    const writer = await store.write(folder, aDescription());
    await expect(store.write(folder, aDescription())).rejects.toMatchObject({ code: 'CACHE_LOCKED', exitCode: 4 });
    await writer.close();
  });

  it.each([0, 200, 2000, 6000])('on a disk that is full after %i bytes says so and leaves a cache that can be continued', async (freeBytes) => {
    const folder = await temporaryFolder();
    await (await store.write(folder, aDescription())).close('interrupted');
    const writer = await createClipStore(plainCodec, fullDisk(freeBytes)).write(folder, aDescription());
    await expect(addClips(writer, 0, 65)).rejects.toMatchObject({ code: 'DISK_FULL', exitCode: 4 });
    await writer.close('interrupted');
    expect((await readdir(folder)).sort()).toEqual(['description.json']);
    const again = await store.write(folder, aDescription());
    expect(again.done.size).toBe(0);
    await addClips(again, 0, 65);
    await again.close();
    expect((await store.open(folder)).entries('train')).toHaveLength(65);
  });

  it.each([
    ['a usable state without media', anEntry(), undefined, 'state ok needs frames and waveform'],
    ['an unusable state with media', anEntry({ state: 'missing' }), someMedia(0), 'state missing has no frames and waveform'],
    ['a missing frame', anEntry(), { ...someMedia(0), frames: someMedia(0).frames.slice(1) }, '1 frames for 2 segments'],
    ['a short waveform', anEntry(), { ...someMedia(0), waveform: new Float32Array(15) }, '15 samples where 16 are needed'],
    ['a waveform with a hole', anEntry(), { ...someMedia(0), waveform: new Float32Array(16).fill(NaN, 3) }, 'sample 3 of the waveform is not a number'],
    ['a large frame', anEntry(), { ...someMedia(0), frames: [0, 1].map(() => ({ width: 5, height: 1, data: new Uint8Array(15) })) }, 'larger than 4'],
    ['a frame with too few bytes', anEntry(), { ...someMedia(0), frames: [0, 1].map(() => ({ width: 4, height: 1, data: new Uint8Array(15) })) }, 'has 15 bytes'],
  ])('refuses %s', async (_, entry, media, message) => {
    const writer = await store.write(await temporaryFolder(), aDescription());
    await expect(writer.add(entry, media)).rejects.toThrow(message);
    await writer.close();
  });

  it('refuses an id that comes twice', async () => {
    const writer = await store.write(await temporaryFolder(), aDescription());
    await addClips(writer, 0, 1);
    await expect(addClips(writer, 0, 1)).rejects.toThrow('clip c0 is added twice');
    await writer.close();
  });
});

describe('opening a clip cache', () => {
  it('says that there is none', async () => {
    const folder = await temporaryFolder();
    await expect(store.open(folder)).rejects.toMatchObject({ code: 'CACHE_MISSING', exitCode: 3, where: folder });
    await expect(store.open(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'CACHE_MISSING' });
  });

  it('finds one flipped bit in a shard when a clip of it is read, and names the shard', async () => {
    const folder = await aCache(65);
    const path = join(folder, 'shard-000000.tar');
    const bytes = await readFile(path);
    bytes[5000] ^= 1;
    await writeFile(path, bytes);
    const cache = await store.open(folder);
    await expect(cache.read('c40')).rejects.toMatchObject({ code: 'CACHE_DAMAGED', exitCode: 2, where: path, fix: expect.stringContaining(`delete ${path}`) });
    expect((await cache.read('c64')).waveform).toEqual(someMedia(64).waveform);
  });

  it('finds a shard that was cut', async () => {
    const folder = await aCache(1);
    await truncate(join(folder, 'shard-000000.tar'), 1024);
    await expect(store.open(folder)).rejects.toMatchObject({ code: 'CACHE_DAMAGED', where: join(folder, 'shard-000000.tar') });
  });

  it.each([
    ['no JSON', '{"file":'],
    ['a file outside the folder', '{"file":"../shard-000000.tar","sha256":"","bytes":1,"clips":[]}'],
    ['something else', '[]'],
  ])('refuses an index line with %s, naming it', async (_, line) => {
    const folder = await aCache(1);
    const index = join(folder, 'index.jsonl');
    await writeFile(index, `${line}\n${await readFile(index, 'utf8')}`);
    await expect(store.open(folder)).rejects.toMatchObject({ code: 'CACHE_DAMAGED', exitCode: 2, where: `${index} line 1` });
  });

  it('refuses a description of another version, naming the field', async () => {
    const folder = await aCache(1);
    await writeFile(join(folder, 'description.json'), JSON.stringify({ ...aDescription(), schema: 2 }));
    await expect(store.open(folder)).rejects.toMatchObject({ code: 'CACHE_DAMAGED', where: join(folder, 'description.json'), message: expect.stringContaining('schema') });
  });
});
