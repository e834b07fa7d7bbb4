import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notBuilt, runAvtool } from './run-avtool.js';
import { makeSmallScenes, succeed } from './small-scenes.js';

const minutes = 60_000;
let folder: string;

/** A table of the paper as a grid of runs, on a few rendered clips: the numbers mean nothing, the way does. */
describe.skipIf(notBuilt)(`grids of runs${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  const grid = ['llp:ablate', '--what', 'directions', '--grid', 'grid', '--seeds', '1', '--cache', 'cache', '--size', 'scenes-tiny', '--epochs', '1', '--batch-size', '2', '--split', 'val', '--quiet'];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avtool-grids-'));
    await makeSmallScenes(folder, { train: 2, val: 2, test: 2 });
  }, 5 * minutes);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('train every variant in two shards, put the paper’s numbers beside them, and do nothing again', async () => {
    await succeed([...grid, '--shard', '1/2'], folder);
    expect(await readdir(join(folder, 'grid', 'cells'))).toHaveLength(2);
    await succeed([...grid, '--shard', '2/2'], folder);
    expect((await readdir(join(folder, 'grid', 'cells'))).sort()).toEqual(['A2V.seed-1', 'V2A.seed-1', 'both.seed-1', 'none.seed-1']);
    const table = await readFile(join(folder, 'grid', 'table.md'), 'utf8');
    for (const paper of ['49.8', '53.3', '50.8', '52.8']) expect(table).toContain(paper);
    const checkpoint = join(folder, 'grid', 'cells', 'both.seed-1', 'checkpoints', 'best.safetensors');
    const before = await readFile(checkpoint);
    await succeed(grid, folder);
    expect((await readFile(checkpoint)).equals(before)).toBe(true);
  }, 5 * minutes);

  it('are listed and compared as the runs that they are', async () => {
    const listed = JSON.parse(await succeed(['runs:list', 'grid', '--json'], folder)) as { result: { runs: { task: string; state: string }[] } };
    expect(listed.result.runs.map(({ task }) => task)).toEqual(['llp', 'llp', 'llp', 'llp']);
    const compared = await runAvtool(['runs:compare', join('grid', 'cells', 'both.seed-1'), join('grid', 'cells', 'none.seed-1'), '--json'], folder);
    expect([compared.code, compared.stdout]).toEqual([0, expect.stringContaining('adapter') as string]);
  }, 2 * minutes);
});
