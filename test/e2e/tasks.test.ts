import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notBuilt, runAvtool } from './run-avtool.js';
import { makeSmallScenes, succeed } from './small-scenes.js';

const minutes = 60_000;
const small = ['--size', 'scenes-tiny', '--epochs', '1', '--quiet'];
let folder: string;

const aVideo = async (): Promise<string> => {
  const [video] = (await readdir(join(folder, 'scenes'), { recursive: true })).filter((name) => name.startsWith('clips') && name.endsWith('.mp4')).sort();
  return join('scenes', video);
};

const resultOf = (stdout: string): Record<string, unknown> => (JSON.parse(stdout) as { result: Record<string, unknown> }).result;

/** The other three tasks on rendered clips, from prepared clips to a prediction. */
describe.skipIf(notBuilt)(`segmentation, video parsing and question answering${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avtool-tasks-'));
    await makeSmallScenes(folder, { train: 6, val: 2, test: 2 });
  }, 5 * minutes);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('draws what sounds: trained, measured with its baselines, and written as masks and a video', async () => {
    await succeed(['avs:train', '--cache', 'cache', '--run', 'avs', '--batch-size', '2', ...small], folder);
    const evaluation = resultOf(await succeed(['avs:eval', '--run', 'avs', '--cache', 'cache', '--json'], folder));
    expect(evaluation).toMatchObject({ main: 'meanIou', clips: { evaluated: 2, total: 2 }, baselines: [{ name: 'nothing sounds' }, { name: 'everything sounds' }] });
    expect(await readFile(join(folder, 'avs', 'report.html'), 'utf8')).toContain('true mask');
    const video = await aVideo();
    await succeed(['avs:predict', video, '--run', 'avs', '--masks', 'masks', '--quiet'], folder);
    const written = (await readdir(join(folder, 'masks'))).sort();
    expect(written.filter((name) => name.endsWith('.png'))).toHaveLength(10);
    expect(written.filter((name) => name.endsWith('.mp4'))).toHaveLength(1);
    const again = await runAvtool(['avs:predict', video, '--run', 'avs', '--masks', 'masks'], folder);
    expect([again.code, again.stderr]).toEqual([4, expect.stringContaining('OUTPUT_THERE') as string]);
  }, 5 * minutes);

  it('parses what is heard and seen, with the ten numbers', async () => {
    await succeed(['llp:train', '--cache', 'cache', '--run', 'llp', '--batch-size', '2', ...small], folder);
    const { main, metrics } = resultOf(await succeed(['llp:eval', '--run', 'llp', '--cache', 'cache', '--json'], folder)) as { main: string; metrics: Record<string, number> };
    expect(main).toBe('segmentType');
    expect(Object.keys(metrics).filter((name) => /^(segment|event)(Audio|Visual|AudioVisual|Type|Event)$/.test(name))).toHaveLength(10);
    expect(await readFile(join(folder, 'llp', 'report.html'), 'utf8')).toContain('heard, predicted');
    expect(resultOf(await succeed(['llp:predict', await aVideo(), '--run', 'llp', '--json'], folder)).files).toMatchObject([{ state: 'ok', audible: expect.any(Array) as unknown[], visible: expect.any(Array) as unknown[] }]);
  }, 5 * minutes);

  it('answers questions: stage 1, stage 2 from its head, and a free question whose unknown words are said', async () => {
    await succeed(['avqa:prepare', '--dataset', 'scenes-questions', '--data', 'scenes', '--cache', 'questions', '--quiet'], folder);
    await succeed(['avqa-grounding:train', '--cache', 'cache', '--run', 'grounding', '--batch-size', '2', ...small], folder);
    await succeed(['avqa:train', '--cache', 'questions', '--run', 'avqa', '--weights', join('grounding', 'checkpoints', 'best.safetensors'), '--batch-size', '8', ...small], folder);
    const evaluation = resultOf(await succeed(['avqa:eval', '--run', 'avqa', '--cache', 'questions', '--json'], folder));
    expect(evaluation).toMatchObject({ main: 'overall', baselines: [{ name: 'chance', value: 4 }, {}, {}] });
    const asked = resultOf(await succeed(['avqa:predict', await aVideo(), '--run', 'avqa', '--question', 'Is a purple bell heard?', '--json'], folder));
    expect(asked.files).toMatchObject([{ question: 'Is a purple bell heard', answer: expect.any(String) as string, unknownWords: ['purple'] }]);
    const unasked = await runAvtool(['avqa:predict', await aVideo(), '--run', 'avqa'], folder);
    expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('question') as string]);
  }, 5 * minutes);
});
