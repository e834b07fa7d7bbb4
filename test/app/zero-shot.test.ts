import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOnnxruntimeEngine } from '../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { htmlReportWriter } from '../../src/adapters/report/html/html-report-writer.js';
import { evaluate } from '../../src/app/evaluate.js';
import { fewShot } from '../../src/app/grid/few-shot.js';
import { train } from '../../src/app/train.js';
import { zeroShot, zeroShotFiles, type ZeroShotRequest } from '../../src/app/zero-shot.js';
import { retrievalTask } from '../../src/domain/tasks/retrieval/retrieval-task.js';
import { aDecoder } from '../builders/media.js';
import { someServices } from '../builders/services.js';
import { aTinyCache, aTinyClip, tinyDescription } from '../builders/tiny-ave.js';
import { letterTokenisers, tinyRetrieval, tinyRetrievalWeights } from '../builders/tiny-retrieval.js';

/** Small CLIP and CLAP of random weights: what is asked here is whether the way from names to results is right, not the numbers. */
describe('classification by names', () => {
  const engine = createOnnxruntimeEngine({ threads: 1 });
  const signal = new AbortController().signal;
  let folder: string;
  let cacheFolder: string;
  let weights: string;
  const services = (wanted: Parameters<typeof someServices>[0] = {}) => someServices({ computing: engine, tokenisers: () => Promise.resolve(letterTokenisers), ...wanted });
  const request = (run: string, wanted: Partial<ZeroShotRequest> = {}): ZeroShotRequest => ({
    task: retrievalTask,
    size: 'vit-b-32',
    recipe: 'zero-shot',
    weights: [weights],
    model: { ...tinyRetrieval, background: true },
    training: { batchSize: 2 },
    config: {},
    cacheFolder,
    runFolder: join(folder, run),
    split: 'test',
    signal,
    ...wanted,
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avtool-zero-shot-'));
    weights = join(folder, 'encoders.safetensors');
    cacheFolder = await aTinyCache(services(), join(folder, 'cache'), { train: 8, val: 2, test: 3 });
    await services().weights.write(weights, { tensors: await tinyRetrievalWeights(), metadata: {} });
  });

  afterAll(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('measures a data set without training, and keeps settings, texts and predictions in a run folder', async () => {
    const report = await zeroShot(services(), request('zero'));
    expect(report).toMatchObject({ epoch: 0, main: 'accuracy', clips: { evaluated: 3, total: 3 } });
    expect(Object.keys(report.metrics)).toEqual(['accuracy', 'foregroundAccuracy', 'backgroundAccuracy', 'clipAccuracy']);
    const config = JSON.parse(await readFile(join(folder, 'zero', 'config.json'), 'utf8')) as { model: { classTexts: { clipIds: number[][] }; adapter: string } };
    expect(config.model.adapter).toBe('none');
    // Three classes and background.
    expect(config.model.classTexts.clipIds).toHaveLength(4);
  });

  it('with modules asks for their weights', async () => {
    await expect(zeroShot(services(), request('modules', { recipe: 'zero-shot-modules' }))).rejects.toMatchObject({ code: 'WEIGHTS_MISSING', message: expect.stringContaining('learnt weights of the modules') as string });
  });

  it('trains on the clips of a sample, in a run for every number and seed, and goes on with what was trained for other classes', async () => {
    const grid = await fewShot(services(), {
      task: retrievalTask,
      name: 'tiny:fewshot',
      gridFolder: join(folder, 'grid'),
      cacheFolder,
      shots: [1, 2],
      seeds: [1],
      split: 'test',
      sampling: 'drawn',
      measure: 'accuracy',
      paper: { 1: 63 },
      training: (seed) => Promise.resolve({ size: 'vit-b-32', recipe: 'fixed', weights: [weights], model: { ...tinyRetrieval, background: true }, training: { batchSize: 2, epochs: 1, seed }, config: {} }),
      settings: {},
      engine: 'onnxruntime',
      recipe: 'fixed',
      command: 'avtool tiny:fewshot',
      sections: [],
      signal,
    });
    expect(grid.cells).toMatchObject({ finished: 2, total: 2, failed: [] });
    const run = join(folder, 'grid', 'cells', '1-shot.seed-1');
    const config = JSON.parse(await readFile(join(run, 'config.json'), 'utf8')) as { trainClips: string[] };
    expect(config.trainClips.length).toBeLessThan(8);
    const report = await zeroShot(services(), request('from', { from: run, model: { target: 'clips' } }));
    expect(report.main).toBe('clipAccuracy');
  });

  it('as published scores with a context drawn anew and with the statistics of its own batches', async () => {
    const run = join(folder, 'grid', 'cells', '1-shot.seed-1');
    const measured = async (name: string, wanted: Partial<ZeroShotRequest>) => {
      await zeroShot(services(), request(name, { from: run, model: { target: 'clips' }, training: {}, ...wanted }));
      const config = JSON.parse(await readFile(join(folder, name, 'config.json'), 'utf8')) as { model: Record<string, unknown>; training: Record<string, unknown> };
      return { config, text: await readFile(join(folder, name, 'evaluation-test.json'), 'utf8') };
    };
    const scores = ({ text }: { text: string }): unknown => (JSON.parse(text) as { predictions: unknown }).predictions;
    const published = await measured('published', { fromRecipe: 'zero-shot-published' });
    expect(published.config).toMatchObject({ model: { adaptersTrain: true, audioScale: 'stored', fusion: 'published-zero-shot', prompts: { contextStart: 'fresh' } }, training: { batchSize: 16 } });
    expect(scores(await measured('published-again', { fromRecipe: 'zero-shot-published' }))).toEqual(scores(published));
    // With the same context, but the statistics that were learnt.
    const learnt = await measured('learnt-statistics', { fromRecipe: 'zero-shot-published', model: { target: 'clips', adaptersTrain: false } });
    expect(scores(learnt)).not.toEqual(scores(published));
  });

  it('refuses a tokeniser with more ids than the model has words', async () => {
    const small = { ...tinyRetrieval, text: { ...(tinyRetrieval.text as object), vocabulary: 10 } };
    await expect(zeroShot(services(), request('small', { model: small }))).rejects.toMatchObject({ code: 'TOKENISER_VOCABULARY', message: "CLIP's tokeniser has 30 ids, the model's table of words 10 rows" });
  });

  it('keeps what started at random, so that the run can be measured again', async () => {
    await zeroShot(services(), request('again'));
    const measured = await evaluate(services(), { task: retrievalTask, runFolder: join(folder, 'again'), cacheFolder, split: 'test', signal });
    const first = JSON.parse(await readFile(join(folder, 'zero', 'evaluation-test.json'), 'utf8')) as { predictions: unknown };
    const second = JSON.parse(await readFile(join(folder, 'again', 'evaluation-test.json'), 'utf8')) as { predictions: unknown };
    expect(second.predictions).toEqual(first.predictions);
    expect(measured.epoch).toBe(0);
  });

  it('shows a table of clips, not timelines, where the data set labels whole clips, and refuses to ask their segments', async () => {
    const whole = await services().clips.write(join(folder, 'whole'), tinyDescription);
    for (const split of ['train', 'val', 'test']) {
      const { entry, ...media } = aTinyClip(`${split}-0`, [0, 0, 1, 1], split);
      await whole.add({ ...entry, segmentLabels: [], labels: { classes: [0, 1] } }, media);
    }
    await whole.close();
    const here = { cacheFolder: join(folder, 'whole') };
    const report = await zeroShot(services({ reports: () => Promise.resolve(htmlReportWriter) }), request('whole-run', { ...here, model: { ...tinyRetrieval, target: 'clips' } }));
    expect(Object.keys(report.metrics)).toEqual(['clipAccuracy', 'clipAccuracyAnyLabel', 'clipAccuracyRandomLabel']);
    const page = await readFile(join(folder, 'whole-run', 'report.html'), 'utf8');
    expect(page).toContain('Labels and the likeliest classes');
    expect(page).toContain('<td>bell, drum</td>');
    expect(page).not.toContain('<table class="timeline"');
    const training = { ...request('segments', { ...here, recipe: 'fixed', model: { ...tinyRetrieval, background: true } }), resume: false };
    await expect(train(services(), training)).rejects.toMatchObject({ code: 'LABELS_MISSING', message: expect.stringContaining('train-0') as string });
  });

  it('says which of one’s own labels a file is, in windows where it is long', async () => {
    const files = await zeroShotFiles(services({ decoder: () => Promise.resolve(aDecoder({ long: { seconds: 9 } })) }), {
      ...request('files'),
      files: ['/v/long.mp4'],
      labels: ['dog barking', 'church bell 🔔', 'X'.repeat(400)],
      model: { ...tinyRetrieval, target: 'clips' },
      cut: { segments: 4, segmentSeconds: 1, maxFrameSide: 16 },
    });
    expect(files).toMatchObject({ failed: 0, files: [{ file: '/v/long.mp4', windows: [{ startSeconds: 0 }, { startSeconds: 4 }] }] });
    expect(files.lines[0]).toBe('/v/long.mp4: 2 windows');
  });
});
