import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standIns } from '../../src/adapters/tokeniser/byte-stand-ins.js';
import { createSafetensorsStore } from '../../src/adapters/weights/safetensors/safetensors-store.js';
import { mergedSettings } from '../../src/app/model-plan.js';
import { tinyRetrieval, tinyRetrievalWeights } from '../builders/tiny-retrieval.js';
import { notBuilt, runAvtool } from './run-avtool.js';
import { makeSmallScenes, succeed } from './small-scenes.js';

const minutes = 60_000;
/** RoBERTa's marks by their ids, then one id a byte. */
const vocabulary = ['<s>', '<pad>', '</s>', '<unk>', ...standIns];
const model = mergedSettings(tinyRetrieval, {
  text: { contextLength: 77, vocabulary: 49_408 },
  audioText: { vocabulary: vocabulary.length, positions: 79 },
  audioTextLength: 77,
  prompts: { contextStart: 'words' },
});
let folder: string;

const aVideo = async (): Promise<string> => {
  const [video] = (await readdir(join(folder, 'scenes'), { recursive: true })).filter((name) => name.endsWith('.mp4')).sort();
  return join('scenes', video);
};

/** The commands from names to numbers on rendered clips, with encoders of random weights beside a tokeniser of single bytes: the numbers mean nothing, the way does. */
describe.skipIf(notBuilt)(`classification by names${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avtool-by-names-'));
    await makeSmallScenes(folder, { train: 12, val: 2, test: 3 });
    await createSafetensorsStore().write(join(folder, 'encoders.safetensors'), { tensors: await tinyRetrievalWeights(model), metadata: {} });
    await writeFile(join(folder, 'tokenizer.json'), JSON.stringify({ model: { vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])), merges: [] } }));
    await writeFile(join(folder, 'avtool.config.json'), JSON.stringify({ model, train: { batchSize: 2 } }));
  }, 5 * minutes);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('asks a file for one’s own labels, whatever they are', async () => {
    const stdout = await succeed(['zeroshot', await aVideo(), '--labels', 'dog barking,church bell,🔔 "bell"', '--labels', 'dog barking', '--weights', 'encoders.safetensors', '--json'], folder);
    const { result } = JSON.parse(stdout) as { result: { classes: string[]; files: { state: string; classProbabilities: Record<string, number> }[] } };
    expect(result.classes).toEqual(['dog barking', 'church bell', '🔔 "bell"']);
    expect(result.files).toMatchObject([{ state: 'ok' }]);
    expect(Object.values(result.files[0].classProbabilities).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  });

  it('measures a data set, and a run of few-shot training measures and is used again', async () => {
    await succeed(['ave:zeroshot', '--dataset', 'scenes', '--cache', 'cache', '--weights', 'encoders.safetensors', '--run', 'zero', '--fusion', 'mean', '--set', 'model.fusion=paper', '--quiet'], folder);
    // A flag is stronger than --set and files, and its origin is kept.
    const { model: used, configuration } = JSON.parse(await readFile(join(folder, 'zero', 'config.json'), 'utf8')) as { model: { fusion: string }; configuration: { entries: { key: string; origin: string }[] } };
    expect([used.fusion, configuration.entries.find(({ key }) => key === 'model.fusion')?.origin]).toEqual(['mean', 'flag --fusion']);
    const evaluation = JSON.parse(await readFile(join(folder, 'zero', 'evaluation-test.json'), 'utf8')) as { epoch: number; metrics: Record<string, number> };
    expect(evaluation).toMatchObject({ epoch: 0, metrics: { accuracy: expect.any(Number) as number, clipAccuracy: expect.any(Number) as number } });
    const few = ['ave:fewshot', '--dataset', 'scenes', '--cache', 'cache', '--weights', 'encoders.safetensors', '--shots', '1', '--seeds', '1', '--epochs', '1', '--target', 'clips', '--grid', 'few', '--quiet'];
    await succeed(few, folder);
    expect(await readFile(join(folder, 'few', 'table.md'), 'utf8')).toContain('| 1 shot | 1 |');
    const again = await succeed(['classify:predict', await aVideo(), '--run', join('few', 'cells', '1-shot.seed-1'), '--json'], folder);
    expect(JSON.parse(again)).toMatchObject({ result: { failed: 0 } });
  }, 3 * minutes);

  it('pre-trains with the contrasts of the paper, and takes what was learnt to a data set', async () => {
    await succeed(['vggsound:pretrain', '--dataset', 'scenes', '--cache', 'cache', '--weights', 'encoders.safetensors', '--run', 'pre', '--epochs', '1', '--quiet'], folder);
    const config = JSON.parse(await readFile(join(folder, 'pre', 'config.json'), 'utf8')) as { model: Record<string, unknown>; training: Record<string, unknown> };
    expect(config).toMatchObject({ model: { objective: 'paper', target: 'clips', learntTemperatures: true }, training: { recipe: 'pretrain', maximumGradientNorm: 0.5 } });
    await succeed(['ave:zeroshot', '--dataset', 'scenes', '--cache', 'cache', '--from', 'pre', '--target', 'clips', '--run', 'transferred', '--quiet'], folder);
    expect(JSON.parse(await readFile(join(folder, 'transferred', 'evaluation-test.json'), 'utf8'))).toMatchObject({ main: 'clipAccuracy' });
  }, 3 * minutes);

  it('trains few-shot by two recipes only', async () => {
    expect(await runAvtool(['ave:fewshot', '--cache', 'cache', '--grid', 'other', '--set', 'train.recipe=pretrain'], folder)).toMatchObject({ code: 2, stderr: expect.stringContaining('[RECIPE') as string });
  });

  it.each([
    ['no label', ['--labels', ' , '], 'there is no label to choose from  [LABELS_EMPTY]'],
    ['one label', ['--labels', 'dog'], '"dog" is the only label: every clip would be that  [LABELS_ALONE]'],
  ])('refuses %s', async (_, args, message) => {
    expect(await runAvtool(['zeroshot', 'a.mp4', ...args, '--weights', 'encoders.safetensors'], folder)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) as string });
  });

  it('without weights says which are wanted', async () => {
    expect(await runAvtool(['zeroshot', 'a.mp4', '--labels', 'a,b'], folder)).toMatchObject({ code: 3, stderr: expect.stringContaining('no weights of CLIP and CLAP were given  [WEIGHTS_MISSING]') as string });
  });
});
