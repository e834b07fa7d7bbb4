import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBrokenMedia } from './broken-media.js';
import { notBuilt, runAvtool } from './run-avtool.js';
import { makeSmallScenes, succeed, training } from './small-scenes.js';

const minutes = 60_000;
const stackLine = /^\s+at .+:\d+:\d+/m;
let folder: string;

/** Runs a command; whatever comes, nobody is shown a stack. */
async function run(args: readonly string[], environment?: Record<string, string>) {
  const ended = await runAvtool(args, folder, environment);
  expect(`${ended.stdout}${ended.stderr}`).not.toMatch(stackLine);
  return ended;
}

/** AVE lists for videos called by what is wrong with them. */
async function writeLists(name: string, lists: { readonly train: string }): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  const usual = { val: 'Ukulele&sound&good&2&4\n', test: 'Ukulele&sound&good&3&5\n' };
  for (const [split, rows] of Object.entries({ ...usual, ...lists })) await writeFile(join(folder, name, `${split}Set.txt`), rows);
}

/** Name and content of every file below a folder. */
async function contentOf(path: string): Promise<Record<string, string>> {
  const entries = await readdir(join(folder, path), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(await Promise.all(files.sort().map(async (file) => [file, (await readFile(file)).toString('base64')] as const)));
}

describe.skipIf(notBuilt)(`bad input${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avtool-bad-input-'));
    await makeSmallScenes(folder, { train: 2, val: 1, test: 1 });
    await succeed([...training, '--run', 'run', '--epochs', '1', '--batch-size', '1'], folder);
    await mkdir(join(folder, 'ave', 'videos'), { recursive: true });
    await writeBrokenMedia(join(folder, 'ave', 'videos'));
  }, 5 * minutes);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('in videos gives every row one state in prepare', async () => {
    const names = ['sound', 'silent', 'no-sound', 'no-picture', 'cut', 'cut-index', 'zero-length', 'empty', 'text', 'absent'];
    await writeLists('ave', { train: names.map((name) => `Ukulele&${name}&good&1&10\n`).join('') });
    const { code, stdout } = await run(['ave:prepare', '--data', 'ave', '--cache', 'cache-ave', '--json']);
    const { result } = JSON.parse(stdout) as { result: { faults: { id: string; state: string; detail: string }[] } };
    expect(code).toBe(0);
    expect(Object.fromEntries(result.faults.map(({ id, state }) => [id.split('_')[0], state]))).toEqual({
      silent: 'silent',
      'no-sound': 'no-audio',
      'no-picture': 'no-video',
      cut: 'short',
      'cut-index': 'unreadable',
      'zero-length': 'unreadable',
      empty: 'unreadable',
      text: 'unreadable',
      absent: 'missing',
    });
    for (const { detail } of result.faults) expect(detail).toMatch(/^\S.+$/);
  }, minutes);

  it('in videos gives one sentence each in predict, does not stop the others, and exits with 1', async () => {
    const names = ['absent.mp4', 'empty.mp4', 'text.mp4', 'no-sound.mp4', 'no-picture.mp4', 'cut-index.mp4', 'zero-length.webm', 'silent.mp4', 'cut.webm', 'sound.mp4'];
    const { code, stdout } = await run(['ave:predict', ...names.map((name) => `ave/videos/${name}`), '--run', 'run']);
    const lines = stdout.split('\n').filter((line) => line.startsWith('ave/videos/'));
    expect(code).toBe(1);
    expect(lines.slice(0, 7)).toEqual([
      'ave/videos/absent.mp4: no prediction, missing (no such file)',
      'ave/videos/empty.mp4: no prediction, empty (the file has no bytes)',
      expect.stringMatching(/text\.mp4: no prediction, unreadable \(.+\)$/),
      'ave/videos/no-sound.mp4: no prediction, no-audio (the file has no sound)',
      'ave/videos/no-picture.mp4: no prediction, no-video (the file has no picture)',
      expect.stringMatching(/cut-index\.mp4: no prediction, unreadable \(.+\)$/),
      expect.stringMatching(/zero-length\.webm: no prediction, unreadable \(.+\)$/),
    ]);
    expect(lines[7]).toMatch(/silent\.mp4: .+ \[silent: all samples are below 0\.0001\]$/);
    expect(lines[8]).toMatch(/cut\.webm: .+ \[short: \d\.\d\d s of sound missing, padded with silence; the file is cut off\]$/);
    expect(lines[9]).toMatch(/sound\.mp4: [^[]+$/);
  }, minutes);

  it('in annotation rows is told with file, line and field, the nearest category, and loses no other row', async () => {
    await writeLists('rows', { train: 'Ukulele&sound&good&0&10\nUkulel&sound&good&0&9\nUkulele&sound&good&0&2x\nUkulele&sound\n' });
    await mkdir(join(folder, 'rows', 'videos'));
    await writeFile(join(folder, 'rows', 'videos', 'sound.mp4'), await readFile(join(folder, 'ave', 'videos', 'sound.mp4')));
    const { code, stdout } = await run(['ave:prepare', '--data', 'rows', '--cache', 'cache-rows']);
    // spec/datasets §8: a row at fault is a state, not a failure of the command.
    expect(code).toBe(0);
    expect(stdout).toContain('(trainSet.txt line 2: Category "Ukulel" is unknown; nearest: Ukulele.)');
    expect(stdout).toContain('(trainSet.txt line 3: EndTime "2x" is not a whole second from 0 to 10.)');
    expect(stdout).toContain('(trainSet.txt line 4: The row has 2 fields, expected 5: Category&VideoID&Quality&StartTime&EndTime.)');
  }, minutes);

  it('that would write into a run folder is refused, and the folder stays as it is', async () => {
    const before = await contentOf('run');
    const { code, stdout, stderr } = await run([...training, '--run', 'run']);
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(/^Error: a new run needs an empty folder: .+ {2}\[RUN_EXISTS\]\n {2}where {2}run\n {2}fix {4}.+\n$/);
    expect(await contentOf('run')).toEqual(before);
  });

  it('that asks a resumed run for other settings is refused, and the run stays as it is', async () => {
    const before = await contentOf('run');
    const { code, stderr } = await run(['ave:train', '--run', 'run', '--resume', '--lr', '0.01']);
    expect([code, stderr]).toEqual([2, 'Error: the run was begun with train.learningRate 0.0005, not 0.01  [RUN_SETTINGS]\n  where  run\n  fix    with --resume only --epochs can be changed: leave the rest out, or train into another run folder\n']);
    expect(await contentOf('run')).toEqual(before);
  });

  it.each([
    ['weights that are in no file', ['ave:train', '--cache', 'cache', '--run', 'new'], 3, /\[WEIGHTS_MISSING\]\n {2}fix .+--weights/],
    ['a weight file that is not there', ['ave:train', '--cache', 'cache', '--run', 'new', '--size', 'scenes-tiny', '--weights', 'none.safetensors'], 3, /none\.safetensors/],
    ['a cache that is not there', ['ave:train', '--cache', 'none', '--run', 'new', '--size', 'scenes-tiny'], 3, /\[CACHE_MISSING\]\n {2}where {2}none\n {2}fix .+avtool ave:prepare/],
    ['a cache of another description', ['ave:prepare', '--data', 'ave', '--cache', 'cache'], 4, /\[CACHE_OTHER\]\n {2}where {2}cache\n {2}fix /],
    ['a run that is not there', ['ave:eval', '--run', 'none'], 3, /\[RUN_MISSING\]\n {2}where {2}none\n {2}fix /],
    ['an unknown split', ['ave:prepare', '--data', 'ave', '--split', 'tset'], 2, /\[SPLIT_UNKNOWN\]\n {2}fix {4}Did you mean test\?/],
    ['an unknown model setting', ['ave:train', '--cache', 'cache', '--run', 'new', '--set', 'model.visualAdapter.reductoin=2'], 2, /\[MODELSETTING_UNKNOWN\]\n {2}fix {4}Did you mean visualAdapter\.reduction\?/],
    ['a data folder that is not there', ['ave:prepare', '--data', 'none'], 3, /none\/trainSet\.txt/],
  ])('like %s is one sentence for people and one document for programs', async (_, args, code, stderr) => {
    const forPeople = await run(args);
    expect(forPeople).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(stderr) as unknown });
    expect(forPeople.stderr.match(/^Error: /gm)).toHaveLength(1);
    const forPrograms = await run([...args, '--json']);
    expect(forPrograms.code).toBe(code);
    expect(JSON.parse(forPrograms.stdout)).toMatchObject({ schema: 1, ok: false, error: { code: /\[(\w+)\]/.exec(forPeople.stderr)?.[1] } });
  }, 2 * minutes);

  it('in an environment name is answered with the name that was meant', async () => {
    expect(await run(['config:show'], { AVTOOL_TRAIN_EPOCHS: '3' })).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean AVTOOL_TRAIN__EPOCHS?') as unknown });
  });

  it('shows its stack with --verbose', async () => {
    expect((await runAvtool(['ave:eval', '--run', 'none', '--verbose'], folder)).stderr).toMatch(stackLine);
  });
});
