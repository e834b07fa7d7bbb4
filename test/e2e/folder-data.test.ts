import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notBuilt, runAvtool } from './run-avtool.js';
import { succeed } from './small-scenes.js';

const minutes = 60_000;
/** The encoders of rendered scenes at four times their sample rate: the same windows in milliseconds. */
const model = ['--size', 'scenes-tiny'];
let folder: string;

/** Four rendered clips under names of the user's own, one of them in a folder of its own, with their events as CSV. */
async function makeVideos(): Promise<void> {
  await succeed(['scenes:render', '--data', 'scenes', '--seed', '5', '--clips', 'train=2', '--clips', 'val=1', '--clips', 'test=1'], folder);
  const names = ['first take.mp4', 'second.mp4', 'more/third.mp4', 'last.mp4'];
  await mkdir(join(folder, 'videos', 'more'), { recursive: true });
  const files = (await readdir(join(folder, 'scenes', 'clips'))).sort();
  await Promise.all(names.map((name, index) => copyFile(join(folder, 'scenes', 'clips', files[index]), join(folder, 'videos', name))));
  const rows = [`first take.mp4,bell,0,4.5,train`, 'first take.mp4,horn,6,10,train', 'second.mp4,horn,1,9,train', 'more/third.mp4,bell,2,8,val', 'last.mp4,bell,0,10,test'];
  const faulty = ['gone.mp4,bell,0,1,train', 'second.mp4.bak,bell,7,3,train', '../scenes/clips/x.mp4,bell,0,1,train'];
  await writeFile(join(folder, 'videos', 'labels.csv'), `\uFEFFfile,label,start,end,split\r\n${[...rows, ...faulty].join('\r\n')}\r\n`);
}

describe.skipIf(notBuilt)(`a folder of videos with a list of labels${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avtool-folder-data-'));
    await makeVideos();
  }, 2 * minutes);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is trained on by one command, with the classes of the list', async () => {
    const args = ['ave:train', '--dataset', 'folder', '--data', 'videos', '--run', 'run', ...model, '--epochs', '1', '--batch-size', '1', '--set', 'train.accumulate=1', '--set', 'engine.threads=1'];
    const { code, stderr, stdout } = await runAvtool(args, folder);
    expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
    expect(stdout).toContain('Next: avtool ave:eval --run run --cache cache/folder');
    expect(stderr).toContain('gone.mp4: missing (labels.csv line 7: there is no file gone.mp4)');
    expect(stderr).toContain('second.mp4.bak: bad-annotation (labels.csv line 8: Field end: 3 is not after start 7.)');
    expect(stderr).toContain('labels.csv-line-9: bad-annotation (labels.csv line 9: Field file: ../scenes/clips/x.mp4 leads out of the data folder.)');
    const config = JSON.parse(await readFile(join(folder, 'run', 'config.json'), 'utf8')) as { data: { dataset: string; classes: string[] } };
    expect([config.data.dataset, config.data.classes]).toEqual(['folder', ['bell', 'horn']]);
  }, 2 * minutes);

  it('is not prepared again by the same command', async () => {
    const { stdout } = await runAvtool(['ave:prepare', '--dataset', 'folder', '--data', 'videos', '--json'], folder);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, result: { states: { train: { ok: 2, missing: 1, 'bad-annotation': 2 }, val: { ok: 1 }, test: { ok: 1 } } } });
  }, 2 * minutes);

  it('without a column that is needed is refused, with the nearest name', async () => {
    await mkdir(join(folder, 'other'));
    await writeFile(join(folder, 'other', 'labels.csv'), 'file,labels,start,end\na.mp4,bell,0,1\n');
    const { code, stderr } = await runAvtool(['ave:prepare', '--dataset', 'folder', '--data', 'other', '--cache', 'cache/other'], folder);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^Error: The header has no column label; nearest: labels\. {2}\[FOLDER_HEADER\]\n {2}where {2}labels\.csv line 1\n {2}fix {4}The first line is file,label,start,end/)]);
  });
});
