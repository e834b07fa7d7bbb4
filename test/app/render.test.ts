import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { render } from '../../src/app/render.js';
import type { RenderRequest } from '../../src/app/use-case-requests.js';
import type { ClipGenerator } from '../../src/domain/data/dataset.js';
import { temporaryFolder } from '../adapters/files/temporary-folder.js';
import { aDataset } from '../builders/definitions.js';
import { anEncoder, aPicture } from '../builders/media.js';
import { aListeningReporter, someServices } from '../builders/services.js';

/** Two pictures of a random grey and a random sound; the annotation holds the grey. */
const generator: ClipGenerator = {
  render(random, split, index) {
    const grey = random.integer(256);
    return {
      mediaName: `${split}-${index}`,
      framesPerSecond: 2,
      sampleRateHz: 8,
      frames: [aPicture(grey), aPicture(255 - grey)],
      waveform: Float32Array.from({ length: 8 }, () => random.uniform()),
      annotation: { split, mediaName: `${split}-${index}`, labels: grey },
    };
  },
  annotate: (clips) => new Map([['list.txt', clips.map(({ mediaName, labels }) => `${mediaName} ${String(labels)}\n`).join('')]]),
};
const dataset = aDataset({ generator });

/** Renders into a folder with an encoder that writes a mark. */
async function renderInto(folder: string, wanted: Partial<RenderRequest> = {}, interruptAfter?: number) {
  const interruption = new AbortController();
  const encoder = anEncoder((path) => writeFile(path, 'a video'));
  const reporter = aListeningReporter((calls) => {
    if (calls === interruptAfter) interruption.abort();
  });
  const services = someServices({ encoder: () => Promise.resolve(encoder), reporter });
  const report = await render(services, { dataset, dataFolder: folder, seed: 1, counts: { train: 6, test: 3 }, container: 'mp4', signal: interruption.signal, ...wanted });
  return { report, encoded: encoder.encoded, list: await readFile(join(folder, 'list.txt'), 'utf8').catch(() => 'not there') };
}

const contentOf = (encoded: Awaited<ReturnType<typeof renderInto>>['encoded']) =>
  new Map(encoded.map(({ path, frames, waveform }) => [path.split('/').at(-1), { grey: frames.map(({ data }) => data[0]), waveform: [...waveform] }]));

describe('rendering a data set', () => {
  it('makes every clip of every split as a file, and the annotation of all', async () => {
    const folder = await temporaryFolder();
    const { report, encoded, list } = await renderInto(folder);
    expect(report).toMatchObject({ dataFolder: folder, rendered: 9, found: 0, stopped: 'finished' });
    expect(await readdir(join(folder, 'videos'))).toEqual(['test-0.mp4', 'test-1.mp4', 'test-2.mp4', 'train-0.mp4', 'train-1.mp4', 'train-2.mp4', 'train-3.mp4', 'train-4.mp4', 'train-5.mp4']);
    expect(encoded.find(({ path }) => path === join(folder, 'videos', 'train-0.mp4'))).toMatchObject({ container: 'mp4', framesPerSecond: 2, sampleRateHz: 8 });
    expect(list.split('\n').map((line) => line.split(' ')[0])).toEqual(['train-0', 'train-1', 'train-2', 'train-3', 'train-4', 'train-5', 'test-0', 'test-1', 'test-2', '']);
  });

  it('gives the same clips for the same seed, other clips for another, and every clip its own', async () => {
    const [one, again, other] = await Promise.all([renderInto(await temporaryFolder()), renderInto(await temporaryFolder()), renderInto(await temporaryFolder(), { seed: 2 })]);
    expect(contentOf(again.encoded)).toEqual(contentOf(one.encoded));
    expect(again.list).toBe(one.list);
    expect(contentOf(other.encoded)).not.toEqual(contentOf(one.encoded));
    expect(new Set([...contentOf(one.encoded).values()].map(({ waveform }) => waveform.join()))).toHaveProperty('size', 9);
  });

  it('gives a clip that does not depend on how many there are', async () => {
    const [few, many] = await Promise.all([renderInto(await temporaryFolder(), { counts: { test: 1 } }), renderInto(await temporaryFolder())]);
    expect(contentOf(few.encoded).get('test-0.mp4')).toEqual(contentOf(many.encoded).get('test-0.mp4'));
  });

  it('goes on after an interruption: no clip is made twice, and the end is the same', async () => {
    const folder = await temporaryFolder();
    const broken = await renderInto(folder, {}, 2);
    expect(broken.report.stopped).toBe('interrupted');
    expect(broken.list).toBe('not there');
    const resumed = await renderInto(folder);
    const unbroken = await renderInto(await temporaryFolder());
    expect(broken.encoded.length).toBeGreaterThanOrEqual(2);
    expect(broken.encoded.length).toBeLessThan(9);
    expect(resumed.report).toMatchObject({ rendered: 9 - broken.encoded.length, found: broken.encoded.length, stopped: 'finished' });
    expect(contentOf([...broken.encoded, ...resumed.encoded])).toEqual(contentOf(unbroken.encoded));
    expect(resumed.list).toBe(unbroken.list);
  });

  it.each<[string, Partial<RenderRequest>]>([
    ['another seed', { seed: 2 }],
    ['another container', { container: 'webm' }],
    ['another data set', { dataset: aDataset({ name: 'other', generator }) }],
  ])('refuses a folder that was rendered with %s, and leaves it as it is', async (_, wanted) => {
    const folder = await temporaryFolder();
    const { list } = await renderInto(folder);
    await expect(renderInto(folder, wanted)).rejects.toMatchObject({ code: 'RENDER_OTHER', exitCode: 4, where: folder, message: expect.stringContaining('"seed":1') });
    expect(await readFile(join(folder, 'list.txt'), 'utf8')).toBe(list);
    expect(await readdir(join(folder, 'videos'))).toHaveLength(9);
  });

  it('says of a data set without generator how it is obtained', async () => {
    const folder = await temporaryFolder();
    await expect(renderInto(folder, { dataset: aDataset({ name: 'ave', obtaining: 'See the authors.' }) })).rejects.toMatchObject({ code: 'RENDER_NOT_POSSIBLE', exitCode: 2, fix: 'See the authors.' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('ends with the failure of the encoder, and the clips before it stay', async () => {
    const folder = await temporaryFolder();
    const encoder = anEncoder((path) => (path.includes('train-4') ? Promise.reject(new Error('no space left')) : writeFile(path, 'a video')));
    const request = { dataset, dataFolder: folder, seed: 1, counts: { train: 6 }, container: 'mp4', signal: new AbortController().signal } as const;
    await expect(render(someServices({ encoder: () => Promise.resolve(encoder) }), request)).rejects.toThrow('no space left');
    expect(await readdir(join(folder, 'videos'))).toEqual(expect.arrayContaining(['train-0.mp4', 'train-1.mp4', 'train-2.mp4', 'train-3.mp4']));
  });
});
