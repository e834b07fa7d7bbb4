import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notBuilt } from './run-avtool.js';
import { makeSmallScenes, succeed, training } from './small-scenes.js';

const minutes = 60_000;
const clipsFolder = process.env.AVTOOL_CLIPS_DIR ?? fileURLToPath(new URL('../../../shared/data/clips', import.meta.url));
const noClips = existsSync(clipsFolder) ? undefined : `no real clips in ${clipsFolder}`;
const reasonIn = (reason: string | undefined) => (reason === undefined ? '' : ` (skipped: ${reason})`);

const realClips = [
  'ave_0lFf-HP86Q0',
  'ave_16eUxQwxxbs',
  'ave_22olCB3wQaA',
  'vas_baby_video_01951',
  'vas_dog_video_02677',
  'vas_drum_video_02542',
  'vggsound_0nib7bMm8BA_15000_25000',
  'vggsound_1aDnyPubxdY_118000_128000',
  'vggsound_54bz5yqN2IA_4000_14000',
  'vggsound_6zlMP_kQ_-w_30000_40000',
].map((name) => join(clipsFolder, `${name}.mp4`));

let folder: string;

/** The one document on stdout of a command that succeeds. */
const documentOf = async (args: readonly string[]): Promise<unknown> => JSON.parse(await succeed([...args, '--json'], folder));

interface PredictedFiles {
  readonly result: { readonly failed: number; readonly files: readonly { readonly file: string; readonly state: string; readonly segments: readonly string[] }[] };
}

describe.skipIf(notBuilt)(`the main job, as a user does it${reasonIn(notBuilt)}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avtool-main-job-'));
    await makeSmallScenes(folder);
    await succeed([...training, '--run', 'runs/first', '--epochs', '2'], folder);
  }, 5 * minutes);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('leaves a run folder with settings, a record an epoch, and checkpoints', async () => {
    const records = (await readFile(join(folder, 'runs/first/metrics.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { kind: string; epoch: number; loss: number });
    expect(records.map(({ kind, epoch }) => `${kind} ${epoch}`)).toEqual(['epoch 1', 'epoch 2']);
    expect(records[1].loss).toBeLessThan(records[0].loss);
    for (const name of ['best', 'last', 'frozen']) expect(existsSync(join(folder, `runs/first/checkpoints/${name}.safetensors`))).toBe(true);
  });

  it('evaluates with the command that training names last, without being told the cache again', async () => {
    const document = await documentOf(['ave:eval', '--run', 'runs/first']);
    expect(document).toMatchObject({ schema: 1, ok: true, command: 'ave:eval', result: { split: 'test', dataset: 'scenes', rendered: true, clips: { evaluated: 4, total: 4 }, main: 'accuracy' } });
    const html = await readFile(join(folder, 'runs/first/report.html'), 'utf8');
    // Names of XML vocabularies are no addresses: nothing is loaded from them.
    expect(html.replaceAll(/http:\/\/www\.w3\.org\/(1999\/xlink|2000\/svg)/g, '').match(/https?:\/\/[^\s"'<]+/g)).toBeNull();
    expect(html).not.toMatch(/(src|href)="(?!data:|#)/);
  }, minutes);

  it('predicts a rendered file as a timeline of one mark a second', async () => {
    const stdout = await succeed(['ave:predict', 'scenes/clips/test-00000.mp4', '--run', 'runs/first'], folder);
    expect(stdout).toMatch(/^scenes\/clips\/test-00000\.mp4: .+\n {2}[█·]{10} {2}(\d+ ){10}% event\n {2}likeliest: .+ %\n$/);
  }, minutes);

  it.skipIf(noClips)(`predicts ten real videos of other sizes, rates and lengths${reasonIn(noClips)}`, async () => {
    const stdout = await succeed(['ave:predict', ...realClips, '--run', 'runs/first'], folder);
    const heads = stdout.split('\n').filter((line) => line.startsWith(clipsFolder));
    expect(heads.map((line) => line.slice(0, line.indexOf('.mp4') + 4))).toEqual(realClips);
    expect(heads.filter((line) => line.includes('no prediction'))).toEqual([]);
    const { result } = (await documentOf(['ave:predict', ...realClips, '--run', 'runs/first'])) as PredictedFiles;
    expect(result.failed).toBe(0);
    expect(result.files.map(({ segments }) => segments.length)).toEqual(realClips.map(() => 10));
    // The README of the clips: the dog lasts 6 s.
    expect(result.files.filter(({ state }) => state === 'short').map(({ file }) => file)).toEqual([realClips[4]]);
  }, 2 * minutes);

  it.skipIf(noClips)(`prepares real videos with lists in AVE's form${reasonIn(noClips)}`, async () => {
    const videos = join(folder, 'ave', 'videos');
    await mkdir(videos, { recursive: true });
    for (const id of ['0lFf-HP86Q0', '16eUxQwxxbs', '22olCB3wQaA']) await copyFile(join(clipsFolder, `ave_${id}.mp4`), join(videos, `${id}.mp4`));
    // The published annotations of these three videos.
    await writeFile(join(folder, 'ave', 'trainSet.txt'), 'Category&VideoID&Quality&StartTime&EndTime\nFemale speech, woman speaking&0lFf-HP86Q0&good&5&10\n');
    await writeFile(join(folder, 'ave', 'valSet.txt'), 'Ukulele&16eUxQwxxbs&good&0&10\n');
    await writeFile(join(folder, 'ave', 'testSet.txt'), 'Race car, auto racing&22olCB3wQaA&good&5&10\n');
    const document = await documentOf(['ave:prepare', '--dataset', 'ave', '--data', 'ave', '--cache', 'cache-ave']);
    expect(document).toMatchObject({ ok: true, result: { states: { train: { ok: 1 }, val: { ok: 1 }, test: { ok: 1 } }, faults: [], stopped: 'finished' } });
  }, minutes);

  it.skipIf(noClips)(`prepares all ten real videos${reasonIn(noClips)}`, async () => {
    const videos = join(folder, 'ten', 'videos');
    await mkdir(videos, { recursive: true });
    for (const [index, path] of realClips.entries()) await copyFile(path, join(videos, `clip-${index}.mp4`));
    const rows = (indices: readonly number[]) => indices.map((index) => `Ukulele&clip-${index}&good&0&10\n`).join('');
    await writeFile(join(folder, 'ten', 'trainSet.txt'), rows([0, 1, 2, 3, 4, 5]));
    await writeFile(join(folder, 'ten', 'valSet.txt'), rows([6, 7]));
    await writeFile(join(folder, 'ten', 'testSet.txt'), rows([8, 9]));
    const document = await documentOf(['ave:prepare', '--data', 'ten', '--cache', 'cache-ten']);
    expect(document).toMatchObject({ ok: true, result: { states: { train: { ok: 5, short: 1 }, val: { ok: 2 }, test: { ok: 2 } }, faults: [{ id: 'clip-4_9_0_10', state: 'short' }] } });
  }, 2 * minutes);
});
