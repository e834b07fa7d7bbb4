import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verify } from '../../src/app/verify.js';
import type { VerifyRequest } from '../../src/app/use-case-requests.js';
import type { ParsedDataset } from '../../src/domain/data/dataset.js';
import { MediaFault } from '../../src/domain/ports/media.js';
import { temporaryFolder } from '../adapters/files/temporary-folder.js';
import { aDataset } from '../builders/definitions.js';
import { aDecoder, type AFile } from '../builders/media.js';
import { plainPictures, someServices } from '../builders/services.js';

/** Rows are `split name labels`; a label x is a fault. */
const dataset = aDataset({
  classes: ['bell', 'drum'],
  segments: 4,
  preparation: { sampleRateHz: 32_000, frameFormat: 'png', maxFrameSide: 4 },
  obtaining: 'Ask the authors.',
  publishedFrames: 'spread',
  parse: (files): ParsedDataset => ({
    records: (files.get('list.txt') ?? '').split('\n').filter(Boolean).map((row, line) => {
      const [split, mediaName, labels] = row.split(' ');
      const where = `list.txt line ${line + 1}`;
      return labels.includes('x') ? { id: `row-${line}`, split, where, mediaName, segmentLabels: undefined, fault: 'Field labels: x is no class.' } : { id: mediaName, split, where, mediaName, segmentLabels: labels.split(',').map(Number) };
    }),
    notices: ['One row stands for two videos.'],
  }),
});

const files: Readonly<Record<string, AFile | MediaFault>> = { good: {}, mute: { sound: false }, brief: { seconds: 2 }, broken: new MediaFault('unreadable', 'broken.mp4', 'moov atom not found'), quiet: { level: 0 } };

async function verified(rows: readonly string[], wanted: Partial<VerifyRequest> = {}, prepareFolder: (folder: string) => Promise<void> = () => Promise.resolve()) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'list.txt'), rows.map((row) => `${row}\n`).join(''));
  await mkdir(join(folder, 'videos'));
  for (const name of Object.keys(files)) await writeFile(join(folder, 'videos', `${name}.mp4`), '');
  await prepareFolder(folder);
  const decoder = aDecoder(files);
  const services = someServices({ decoder: () => Promise.resolve(decoder), images: () => Promise.resolve(plainPictures) });
  const report = await verify(services, { dataset, dataFolder: folder, strict: false, strictSplit: false, deep: false, signal: new AbortController().signal, ...wanted });
  return { report, decoded: decoder.decoded, folder };
}

const rows = ['train good 0,0,2,2', 'train mute 1,1,2,2', 'train gone 1,1,2,2', 'train brief 0,0,0,0', 'test broken 0,0,0,0', 'test quiet 0,1,2,2', 'test odd x'];

describe('verifying a data set', () => {
  it('gives every row one state from the heads of its files, and writes nothing', async () => {
    const { report, decoded, folder } = await verified(rows);
    expect(report.states).toEqual({ train: { ok: 1, 'no-audio': 1, missing: 1, short: 1 }, test: { unreadable: 1, ok: 1, 'bad-annotation': 1 } });
    expect(report.faults.map(({ id, state, detail }) => [id, state, detail])).toEqual([
      ['mute', 'no-audio', 'the file has no sound'],
      ['gone', 'missing', 'no video called gone'],
      ['brief', 'short', '2.00 s are missing'],
      ['broken', 'unreadable', 'moov atom not found'],
      ['row-6', 'bad-annotation', 'list.txt line 7: Field labels: x is no class.'],
    ]);
    expect(decoded).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(['list.txt', 'videos']);
    expect(report.lines).toContain('One row stands for two videos.');
  });

  it('decodes every file where that is wanted, and then hears silence', async () => {
    const { report, decoded } = await verified(rows, { deep: true });
    expect(decoded.sort()).toEqual(['brief', 'good', 'mute', 'quiet']);
    expect(report.states.test).toEqual({ unreadable: 1, silent: 1, 'bad-annotation': 1 });
  });

  it('fails where a class of a split has nothing left, or with strict where anything is amiss', async () => {
    const { report } = await verified(rows);
    expect([report.exitCode, report.emptied]).toEqual([1, ['"drum" in the split "train"']]);
    const complete = await verified(['train good 0,0,2,2', 'test good 0,0,2,2', 'test brief 0,0,2,2']);
    expect([complete.report.exitCode, complete.report.emptied]).toEqual([undefined, []]);
    expect((await verified(['train good 0,0,2,2', 'train brief 0,0,2,2'], { strict: true })).report.exitCode).toBe(1);
  });

  it('counts rows by class and split, a line for each class that is incomplete', async () => {
    const { report } = await verified(rows);
    expect(report.classes).toEqual([
      { name: 'bell', splits: { train: { rows: 2, usable: 2 }, test: { rows: 2, usable: 1 } } },
      { name: 'drum', splits: { train: { rows: 2, usable: 0 }, test: { rows: 1, usable: 1 } } },
    ]);
    expect(report.lines).toContain('  bell: train 2/2 (100 %), test 1/2 (50 %)');
  });

  it('takes the published folders of frames and samples where there is no video', async () => {
    const withFolders = async (folder: string): Promise<void> => {
      await mkdir(join(folder, 'frames', 'gone'), { recursive: true });
      await mkdir(join(folder, 'wave'));
      for (let k = 1; k <= 7; k++) await writeFile(join(folder, 'frames', 'gone', `0000000${k}.jpg`), Uint8Array.of(1, 1, k, k, k));
      await writeFile(join(folder, 'wave', 'gone.npy'), npy(Float32Array.from({ length: 4 * 32_000 }, () => 0.5)));
    };
    expect((await verified(['train gone 0,0,2,2'], { deep: true }, withFolders)).report.states).toEqual({ train: { ok: 1 } });
    const { report } = await verified(['train gone 0,0,2,2', 'train good 0,0,2,2'], {}, async (folder) => void (await mkdir(join(folder, 'frames', 'gone'), { recursive: true }), await mkdir(join(folder, 'wave')), await writeFile(join(folder, 'wave', 'gone.npy'), '')));
    expect(report.faults).toMatchObject([{ id: 'gone', state: 'missing', detail: 'list.txt line 1: there is no file frames/gone/00000001.jpg' }]);
  });
});

/** A file as numpy.save writes it. */
function npy(samples: Float32Array): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${samples.length},), }`;
  const padded = `${header}${' '.repeat(64 - ((10 + header.length + 1) % 64))}\n`;
  const start = Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, padded.length % 256, Math.floor(padded.length / 256), ...new TextEncoder().encode(padded)]);
  return new Uint8Array([...start, ...new Uint8Array(samples.buffer)]);
}
