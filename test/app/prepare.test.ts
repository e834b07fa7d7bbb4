import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepare } from '../../src/app/prepare.js';
import type { PrepareRequest } from '../../src/app/use-case-requests.js';
import type { ParsedDataset } from '../../src/domain/data/dataset.js';
import { MediaFault } from '../../src/domain/ports/media.js';
import { temporaryFolder } from '../adapters/files/temporary-folder.js';
import { aDataset } from '../builders/definitions.js';
import { aDecoder, type AFile } from '../builders/media.js';
import { aListeningReporter, someServices } from '../builders/services.js';

/** Rows are `split name labels`; a label x is a fault. */
const dataset = aDataset({
  classes: ['bell', 'drum'],
  segments: 4,
  preparation: { sampleRateHz: 8, frameFormat: 'png', maxFrameSide: 4 },
  obtaining: 'Ask the authors.',
  parse: (files): ParsedDataset => ({
    records: (files.get('list.txt') ?? '').split('\n').filter(Boolean).map((row, line) => {
      const [split, mediaName, labels] = row.split(' ');
      const where = `list.txt line ${line + 1}`;
      return labels.includes('x') ? { id: `row-${line}`, split, where, mediaName, segmentLabels: undefined, fault: 'Field labels: x is no class.' } : { id: mediaName, split, where, mediaName, segmentLabels: labels.split(',').map(Number) };
    }),
    notices: ['One row stands for two videos.'],
  }),
});

type Files = Readonly<Record<string, AFile | MediaFault>>;

/** A data folder with these annotation rows, and a video file for every described one. */
async function aDataFolder(rows: readonly string[], files: Files, extension = 'mp4'): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'list.txt'), rows.map((row) => `${row}\n`).join(''));
  await mkdir(join(folder, 'videos'));
  for (const name of Object.keys(files)) await writeFile(join(folder, 'videos', `${name}.${extension}`), '');
  return folder;
}

async function prepareFrom(dataFolder: string, files: Files, { interruptAfter, ...wanted }: Partial<PrepareRequest> & { readonly interruptAfter?: number } = {}) {
  const interruption = new AbortController();
  const decoder = aDecoder(files);
  const reporter = aListeningReporter((calls) => {
    if (calls - 1 === interruptAfter) interruption.abort();
  });
  const services = someServices({ decoder: () => Promise.resolve(decoder), reporter });
  const request = { dataset, dataFolder, cacheFolder: join(dataFolder, 'cache'), strictSplit: false, signal: interruption.signal, ...wanted };
  return { decoded: decoder.decoded, reporter, report: await prepare(services, request) };
}

const openCache = (dataFolder: string) => someServices().clips.open(join(dataFolder, 'cache'));
const many = Array.from({ length: 12 }, (_, n) => `clip${n}`);
const manyRows = many.map((name, n) => `${n < 8 ? 'train' : 'test'} ${name} 0,0,1,2`);
const manyFiles = Object.fromEntries(many.map((name): [string, AFile] => [name, {}]));

describe('preparing a data set', () => {
  it('ends every annotation row in exactly one state and drops none', async () => {
    const files: Files = {
      good: {},
      broken: new MediaFault('unreadable', 'broken.mp4', 'moov atom not found'),
      mute: { sound: false },
      radio: { picture: false },
      brief: { seconds: 2.5 },
      quiet: { level: 0 },
      unlabelled: {},
    };
    const rows = ['good 0,0,1,2', 'gone 0,0,0,0', 'broken 0,0,0,0', 'mute 1,1,1,1', 'radio 1,1,1,1', 'brief 0,0,0,0', 'quiet 2,2,2,2', 'unlabelled 0,x,0,0'].map((row) => `train ${row}`);
    const folder = await aDataFolder(rows, files);
    const { report, decoded } = await prepareFrom(folder, files);

    expect(report.states).toEqual({ train: { ok: 1, missing: 1, unreadable: 1, 'no-audio': 1, 'no-video': 1, short: 1, silent: 1, 'bad-annotation': 1 } });
    expect(report.faults).toEqual([
      { id: 'gone', split: 'train', state: 'missing', detail: 'no video called gone' },
      { id: 'broken', split: 'train', state: 'unreadable', detail: 'moov atom not found' },
      { id: 'mute', split: 'train', state: 'no-audio', detail: 'the file has no sound' },
      { id: 'radio', split: 'train', state: 'no-video', detail: 'the file has no picture' },
      { id: 'brief', split: 'train', state: 'short', detail: '1.50 s of sound missing, padded with silence' },
      { id: 'quiet', split: 'train', state: 'silent', detail: 'all samples are below 0.0001' },
      { id: 'row-7', split: 'train', state: 'bad-annotation', detail: 'list.txt line 8: Field labels: x is no class.' },
    ]);
    expect(decoded).not.toContain('unlabelled');
    expect(report.lines[0]).toBe('train       8 rows: 1 ok (12.5 %), 1 missing (12.5 %), 1 unreadable (12.5 %), 1 no-audio (12.5 %), 1 no-video (12.5 %), 1 short (12.5 %), 1 silent (12.5 %), 1 bad-annotation (12.5 %)');

    const cache = await openCache(folder);
    expect(cache.entries('train').map(({ id }) => id)).toEqual(['good', 'gone', 'broken', 'mute', 'radio', 'brief', 'quiet', 'row-7']);
    expect((await cache.read('brief')).waveform.slice(18, 22).map((sample) => Math.round(10 * sample))).toEqual(Float32Array.of(5, 5, 0, 0));
    await cache.close();
  });

  it('describes in the cache what it was made from', async () => {
    const folder = await aDataFolder(['train a 0,0,1,2'], { a: {} });
    await prepareFrom(folder, { a: {} });
    const cache = await openCache(folder);
    expect(cache.description).toEqual({
      schema: 1,
      dataset: 'mine',
      title: 'Mine',
      rendered: false,
      classes: ['bell', 'drum'],
      segments: 4,
      segmentSeconds: 1,
      sampleRateHz: 8,
      frameFormat: 'png',
      maxFrameSide: 4,
      // printf 'train a 0,0,1,2\n' | sha256sum
      annotations: { 'list.txt': '291155f180cb4276a89f5a6aa1f0a1a4e5ae0167e0c25a10fbd605db1d55ec80' },
    });
    expect((await cache.read('a')).entry.segmentLabels).toEqual([0, 0, 1, 2]);
    await cache.close();
  });

  it.each(['mkv', 'webm', 'MOV'])('finds a video by its name with the extension %s', async (extension) => {
    const folder = await aDataFolder(['train -ccc 0,0,1,2'], { '-ccc': {} }, extension);
    expect((await prepareFrom(folder, { '-ccc': {} })).report.states).toEqual({ train: { ok: 1 } });
  });

  it('refuses two files that answer to one name, naming both, before anything is decoded or written', async () => {
    const folder = await aDataFolder(['train a 0,0,1,2'], { a: {} });
    await writeFile(join(folder, 'videos', 'a.webm'), '');
    await expect(prepareFrom(folder, { a: {} })).rejects.toMatchObject({
      code: 'MEDIA_AMBIGUOUS',
      exitCode: 2,
      message: 'two files answer to the name "a"',
      where: `${join(folder, 'videos', 'a.mp4')} and ${join(folder, 'videos', 'a.webm')}`,
    });
    expect(await readdir(folder)).not.toContain('cache');
  });

  it('does not mind two files of a name that no row has', async () => {
    const folder = await aDataFolder(['train a 0,0,1,2'], { a: {}, b: {} });
    await writeFile(join(folder, 'videos', 'b.webm'), '');
    expect((await prepareFrom(folder, { a: {} })).report.stopped).toBe('finished');
  });

  it('prepares the splits that are asked for, and the others later into the same cache', async () => {
    const folder = await aDataFolder(manyRows, manyFiles);
    expect((await prepareFrom(folder, manyFiles, { splits: ['test'] })).report.states).toEqual({ test: { ok: 4 } });
    const { report, decoded } = await prepareFrom(folder, manyFiles);
    expect(report.states).toEqual({ train: { ok: 8 }, test: { ok: 4 } });
    expect(decoded).toHaveLength(8);
  });

  it('passes on what the annotation has that is odd', async () => {
    const folder = await aDataFolder(['train a 0,0,1,2'], { a: {} });
    expect((await prepareFrom(folder, { a: {} })).reporter.lines).toEqual(['One row stands for two videos.']);
  });

  it('says an annotation file that is not there', async () => {
    const folder = await aDataFolder([], {});
    await rm(join(folder, 'list.txt'));
    await expect(prepareFrom(folder, {})).rejects.toMatchObject({ code: 'FILE_MISSING', exitCode: 3, where: join(folder, 'list.txt') });
  });

  it('does not mix a changed annotation file into the cache of the old one', async () => {
    const folder = await aDataFolder(['train a 0,0,1,2'], { a: {} });
    await prepareFrom(folder, { a: {} });
    await writeFile(join(folder, 'list.txt'), 'train a 1,1,1,1\n');
    await expect(prepareFrom(folder, { a: {} })).rejects.toMatchObject({ code: 'CACHE_OTHER', exitCode: 4 });
  });
});

describe('a split of which no clip can be used', () => {
  it('is an error that names it and where the videos belong', async () => {
    const folder = await aDataFolder(['train a 0,0,1,2', 'test gone 0,0,1,2', 'test mute 0,0,1,2'], { a: {}, mute: { sound: false } });
    await expect(prepareFrom(folder, { a: {}, mute: { sound: false } })).rejects.toMatchObject({
      code: 'SPLIT_EMPTY',
      exitCode: 3,
      message: 'no clip of the split "test" can be used',
      where: join(folder, 'videos'),
      fix: expect.stringContaining('Ask the authors.'),
    });
  });

  it('is no error any more when the same command is given with the videos in place', async () => {
    const folder = await aDataFolder(['train a 0,0,1,2', 'test b 0,0,1,2'], { a: {} });
    await expect(prepareFrom(folder, { a: {}, b: {} })).rejects.toMatchObject({ code: 'SPLIT_EMPTY' });
    await writeFile(join(folder, 'videos', 'b.mp4'), '');
    const { report, decoded } = await prepareFrom(folder, { a: {}, b: {} });
    expect(report.states).toEqual({ train: { ok: 1 }, test: { ok: 1 } });
    expect(decoded).toEqual(['b']);
  });

  it('does not matter when the annotation has no row of it', async () => {
    const folder = await aDataFolder(['train a 0,0,1,2'], { a: {} });
    expect((await prepareFrom(folder, { a: {} })).report.stopped).toBe('finished');
  });
});

describe('preparing that was interrupted', () => {
  it('says how far it came, and its cache is not taken for complete', async () => {
    const folder = await aDataFolder(manyRows, manyFiles);
    const { report, decoded } = await prepareFrom(folder, manyFiles, { interruptAfter: 2 });
    expect(report).toMatchObject({ stopped: 'interrupted', states: { train: { ok: decoded.length } } });
    expect(report.lines).toEqual([`Stopped after ${decoded.length} of 12 rows; the same command again goes on from there.`]);
    await expect(openCache(folder)).rejects.toMatchObject({ code: 'CACHE_INCOMPLETE' });
  });

  it('goes on without decoding a finished clip again, and ends as if it had not been interrupted', async () => {
    const folder = await aDataFolder(manyRows, manyFiles);
    const broken = await prepareFrom(folder, manyFiles, { interruptAfter: 2 });
    const resumed = await prepareFrom(folder, manyFiles);
    expect(broken.decoded.length).toBeGreaterThanOrEqual(2);
    expect(broken.decoded.length).toBeLessThan(12);
    expect([...broken.decoded, ...resumed.decoded].sort()).toEqual([...many].sort());
    expect(resumed.report).toMatchObject({ stopped: 'finished', states: { train: { ok: 8 }, test: { ok: 4 } } });
    const cache = await openCache(folder);
    expect(cache.entries('train').map(({ id }) => id)).toEqual(many.slice(0, 8));
    await cache.close();
  });

  it('is finished when the signal comes after the last row', async () => {
    const folder = await aDataFolder(manyRows, manyFiles);
    expect((await prepareFrom(folder, manyFiles, { interruptAfter: 12 })).report.stopped).toBe('finished');
  });

  it('by a failure keeps what was finished, and is not taken for complete', async () => {
    const folder = await aDataFolder(manyRows, manyFiles);
    const decoder = aDecoder(manyFiles);
    const failing = { ...decoder, probe: (path: string) => (path.includes('clip9') ? Promise.reject(new Error('the decoder crashed')) : decoder.probe(path)) };
    const request = { dataset, dataFolder: folder, cacheFolder: join(folder, 'cache'), strictSplit: false, signal: new AbortController().signal };
    await expect(prepare(someServices({ decoder: () => Promise.resolve(failing) }), request)).rejects.toThrow('the decoder crashed');
    await expect(openCache(folder)).rejects.toMatchObject({ code: 'CACHE_INCOMPLETE' });
    expect((await prepareFrom(folder, manyFiles)).decoded).not.toContain('clip0');
  });

  it('has nothing left to do when it was complete', async () => {
    const folder = await aDataFolder(manyRows, manyFiles);
    await prepareFrom(folder, manyFiles);
    const { report, decoded } = await prepareFrom(folder, manyFiles);
    expect(decoded).toEqual([]);
    expect(report).toMatchObject({ stopped: 'finished', states: { train: { ok: 8 }, test: { ok: 4 } } });
  });
});

describe('rows of one file', () => {
  const rows = ['train a 0,0,1,2', 'train b 0,0,1,2', 'val a 1,1,1,1'];
  /** The same rows with an id of their own each. */
  const shared = aDataset({
    ...dataset,
    parse: (files, options) => {
      const parsed = dataset.parse(files, options);
      return { ...parsed, records: parsed.records.map((record, row) => ({ ...record, id: `row-${row}`, mediaName: record.mediaName })) };
    },
  });

  it('are decoded once, and say of which row they have their media', async () => {
    const files: Files = { a: {}, b: {} };
    const folder = await aDataFolder(rows, files);
    const { decoded } = await prepareFrom(folder, files, { dataset: shared });
    expect(decoded).toEqual(['a', 'b']);
    const cache = await openCache(folder);
    expect(cache.entry('row-2')).toEqual({ id: 'row-2', split: 'val', state: 'ok', segmentLabels: [1, 1, 1, 1], mediaOf: 'row-0' });
    expect((await cache.read('row-2')).waveform).toEqual((await cache.read('row-0')).waveform);
  });

  it('have one state, whatever it is', async () => {
    const files: Files = { a: new MediaFault('unreadable', 'a.mp4', 'moov atom not found'), b: {} };
    const folder = await aDataFolder([...rows, 'val b 0,0,0,0'], files);
    await prepareFrom(folder, files, { dataset: shared });
    expect((await openCache(folder)).entry('row-2')).toMatchObject({ state: 'unreadable', detail: 'moov atom not found' });
  });
});

describe('masks of a data set', () => {
  const masked = aDataset({
    ...dataset,
    parse: (files, options) => {
      const parsed = dataset.parse(files, options);
      return { ...parsed, records: parsed.records.map((record) => ({ ...record, maskFiles: [`masks/${record.mediaName}.png`, null, null, null] })) };
    },
  });

  it('are stored with their clip: bright pixels are drawn, and segments without one have none', async () => {
    const files: Files = { a: {} };
    const folder = await aDataFolder(['train a 0,0,1,2'], files);
    await mkdir(join(folder, 'masks'));
    // As the plain pictures of the tests: width, height, three bytes a pixel.
    await writeFile(join(folder, 'masks', 'a.png'), Uint8Array.of(2, 1, 255, 255, 255, 127, 127, 127));
    await prepareFrom(folder, files, { dataset: masked });
    expect((await (await openCache(folder)).read('a')).masks).toEqual([{ width: 2, height: 1, data: Uint8Array.of(1, 0) }, undefined, undefined, undefined]);
  });

  it('that are not there make their row a bad annotation, named with its line', async () => {
    const files: Files = { a: {}, b: {} };
    const folder = await aDataFolder(['train a 0,0,1,2', 'train b 0,0,1,2'], files);
    await mkdir(join(folder, 'masks'));
    await writeFile(join(folder, 'masks', 'a.png'), Uint8Array.of(1, 1, 255, 255, 255));
    const { report } = await prepareFrom(folder, files, { dataset: masked });
    expect(report.faults).toEqual([{ id: 'b', split: 'train', state: 'bad-annotation', detail: 'list.txt line 2: there is no mask masks/b.png' }]);
  });
});

describe('frames and sound as files of their own', () => {
  const parts = aDataset({
    ...dataset,
    parse: (given, options) => {
      const parsed = dataset.parse(given, options);
      return { ...parsed, records: parsed.records.map((record) => ({ ...record, parts: { frames: [0, 1, 2, 3].map((k) => `frames/${record.mediaName}_${k}.png`), sound: `wav/${record.mediaName}.wav` } })) };
    },
  });

  async function aFolderOfParts(frames: readonly number[]): Promise<string> {
    const folder = await aDataFolder(['train a 0,0,1,2', 'test b 0,0,1,2'], {});
    await mkdir(join(folder, 'frames'));
    await mkdir(join(folder, 'wav'));
    for (const name of ['a', 'b']) {
      for (const k of frames) await writeFile(join(folder, 'frames', `${name}_${k}.png`), Uint8Array.of(1, 1, k, k, k));
      await writeFile(join(folder, 'wav', `${name}.wav`), 'x');
    }
    return folder;
  }

  it('become clips: one frame a segment, and the sound', async () => {
    const files: Files = { a: { picture: false }, b: { picture: false, seconds: 2 } };
    const folder = await aFolderOfParts([0, 1, 2, 3]);
    const { report } = await prepareFrom(folder, files, { dataset: parts });
    expect(report.faults).toEqual([{ id: 'b', split: 'test', state: 'short', detail: '2.00 s of sound missing, padded with silence' }]);
    const clip = await (await openCache(folder)).read('a');
    expect(clip.frames.map(({ data }) => data[0])).toEqual([0, 1, 2, 3]);
    expect(clip.waveform).toHaveLength(32);
  });

  it('that are not there make a row missing, and the file is named', async () => {
    const folder = await aFolderOfParts([0, 1, 2]);
    const report = prepareFrom(folder, { a: { picture: false }, b: { picture: false } }, { dataset: parts });
    await expect(report).rejects.toMatchObject({ code: 'SPLIT_EMPTY' });
    expect((await openCache(folder)).entry('a')).toMatchObject({ state: 'missing', detail: 'list.txt line 1: there is no file frames/a_3.png' });
  });
});
