import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notBuilt } from './run-avtool.js';
import { succeed } from './small-scenes.js';

const minutes = 60_000;
let folder: string;

/** The encoders that come with avtool, asked for names that they were not trained on: nothing is downloaded and nothing trained. */
describe.skipIf(notBuilt)(`names that were never seen${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avtool-unseen-'));
    await succeed(['scenes:render', '--dataset', 'scenes-combos-unseen', '--data', 'unseen', '--seed', '11', '--clips', 'test=48'], folder);
  }, 3 * minutes);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are found by pictures and sound together far more often than by chance, and more often than by either alone', async () => {
    const accuracy = async (fusion: string): Promise<number> => {
      const stdout = await succeed(['scenes:zeroshot', '--dataset', 'scenes-combos-unseen', '--data', 'unseen', '--cache', 'cache', '--size', 'scenes-clip', '--run', fusion, '--fusion', fusion, '--json'], folder);
      return (JSON.parse(stdout) as { result: { metrics: { clipAccuracy: number } } }).result.metrics.clipAccuracy;
    };
    const [both, pictures, sound] = [await accuracy('fixed'), await accuracy('image-only'), await accuracy('audio-only')];
    // Chance is 3.1 %; measured over 288 clips: 49, 18 and 24 %.
    expect(both).toBeGreaterThan(25);
    expect(both).toBeGreaterThan(Math.max(pictures, sound));
  }, 3 * minutes);

  it('are found in a single file, among labels of one’s own', async () => {
    const labels = 'red bell with a low sound,blue drum with a high sound,green bird with a low sound';
    const stdout = await succeed(['zeroshot', join('unseen', 'clips', 'test-00000.mp4'), '--labels', labels, '--size', 'scenes-clip', '--json'], folder);
    expect(JSON.parse(stdout)).toMatchObject({ result: { classes: labels.split(','), files: [{ state: 'ok' }] } });
  }, minutes);
});
