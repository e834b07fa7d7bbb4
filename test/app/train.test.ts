import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createOnnxruntimeEngine } from '../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import type { Services } from '../../src/app/services.js';
import { train } from '../../src/app/train.js';
import type { TrainRequest } from '../../src/app/use-case-requests.js';
import { aListeningReporter, someServices } from '../builders/services.js';
import { aSmallCache, aSmallTask, smallWeights } from '../builders/small-task.js';
import { aWorkplace, traceOf } from './small-runs.js';

const engine = createOnnxruntimeEngine({ threads: 1 });
afterAll(() => engine.dispose());
const computing = (wanted: Partial<Services> = {}): Services => someServices({ computing: engine, ...wanted });

/** Trains until so many batches of this call are done, then interrupts. */
async function trainUntil(batches: number, request: TrainRequest) {
  const interruption = new AbortController();
  const reporter = aListeningReporter((calls) => {
    if (calls === batches) interruption.abort();
  });
  if (batches === 0) interruption.abort();
  return train(computing({ reporter }), { ...request, signal: interruption.signal });
}

describe('training', () => {
  it('fits a few clips: the loss falls to a tenth and every label of the training clips is predicted', async () => {
    const { request } = await aWorkplace({ clips: { train: 4, val: 2 } });
    const report = await train(computing(), request('run', { model: { dropout: 0 }, training: { epochs: 40, earlyStop: 40, accumulate: 1, schedule: { kind: 'step', everyEpochs: 100, factor: 1 } } }));
    expect(report).toMatchObject({ stopped: 'finished', epochs: 40 });
    const epochs = (await traceOf(report.runFolder)).metrics.filter(({ kind }) => kind === 'epoch');
    expect(epochs).toHaveLength(40);
    expect(Number(epochs[39].loss)).toBeLessThan(Number(epochs[0].loss) / 10);
    expect(epochs[39].trainAccuracy).toBe(100);
  });

  it('gives the same weights and losses for the same seed, and others for another', async () => {
    const { request } = await aWorkplace();
    for (const run of ['one', 'again']) await train(computing(), request(run));
    await train(computing(), request('other', { training: { seed: 1 } }));
    const [one, again, other] = await Promise.all(['one', 'again', 'other'].map((run) => traceOf(request(run).runFolder)));
    expect(again).toEqual(one);
    expect(other.last?.tensors.get('head.first.weight')).not.toEqual(one.last?.tensors.get('head.first.weight'));
  });

  it('says epoch, loss, both accuracies and rate in the run folder, and the best epoch in its result', async () => {
    const { request } = await aWorkplace();
    const accuracies = [20, 60, 40];
    const report = await train(computing(), request('run', { task: aSmallTask({ metrics: () => scripted(accuracies.shift() ?? 0) }) }));
    const { metrics, best } = await traceOf(report.runFolder);
    expect(report.best).toEqual({ epoch: 2, metric: 'accuracy', value: 60 });
    expect(best?.progress).toMatchObject({ epoch: 3, step: 16, bestEpoch: 2 });
    expect(metrics.filter(({ kind }) => kind === 'epoch')).toMatchObject([
      { epoch: 1, step: 8, loss: expect.any(Number), trainAccuracy: expect.any(Number), accuracy: 20, split: 'val', learningRate: 0.05 },
      { epoch: 2, step: 16, accuracy: 60, learningRate: 0.05 * 0.9 },
      { epoch: 3, step: 24, accuracy: 40 },
    ]);
    expect(metrics.filter(({ kind }) => kind === 'step')).toMatchObject([{ step: 20, epoch: 3, loss: expect.any(Number), 'loss/classes': expect.any(Number) }]);
  });

  it('stops after the given number of epochs in a row below the best, and has nothing left to do when it is resumed', async () => {
    const { request } = await aWorkplace();
    const accuracies = [50, 40, 60, 59, 58, 99];
    const task = aSmallTask({ metrics: () => scripted(accuracies.shift() ?? 0) });
    const report = await train(computing(), request('run', { task, training: { epochs: 9, earlyStop: 2 } }));
    expect(report).toMatchObject({ stopped: 'early-stop', epochs: 5, best: { epoch: 3, value: 60 } });
    const resumed = await train(computing(), request('run', { task, resume: true, training: { epochs: 20 } }));
    expect(resumed).toMatchObject({ stopped: 'early-stop', epochs: 5, best: { epoch: 3, value: 60 } });
    expect(accuracies).toEqual([99]);
  });

  it('records in the run folder what computed: engine, version, device and threads', async () => {
    const { request } = await aWorkplace({ clips: { train: 1, val: 1 } });
    const report = await train(computing(), request('run', { training: { batchSize: 4, epochs: 1, accumulate: 1 } }));
    const config: unknown = JSON.parse(await readFile(join(report.runFolder, 'config.json'), 'utf8'));
    expect(config).toMatchObject({ engine: { name: 'onnxruntime', version: '1.30.0', device: 'cpu', threads: 1 } });
  });

  it('trains a set that is smaller than one batch', async () => {
    const { request } = await aWorkplace({ clips: { train: 1, val: 1 } });
    const report = await train(computing(), request('run', { training: { batchSize: 4, epochs: 2, accumulate: 1 } }));
    const { last } = await traceOf(report.runFolder);
    expect(report.stopped).toBe('finished');
    expect(last?.progress).toMatchObject({ epoch: 3, step: 2 });
  });

  it('keeps what it does not learn out of checkpoints, unchanged, in one file of the run', async () => {
    const { request } = await aWorkplace();
    const { runFolder } = await train(computing(), request('run'));
    const { last } = await traceOf(runFolder);
    expect([...(last?.tensors.keys() ?? [])].filter((name) => name.startsWith('encoder'))).toEqual([]);
    expect([...(last?.tensors.keys() ?? [])]).toEqual(expect.arrayContaining(['head.first.weight', 'head.norm.running_mean', 'optimiser/step_count']));
    const kept = await someServices().weights.read(join(runFolder, 'checkpoints', 'frozen.safetensors'));
    expect(kept.tensors).toEqual(smallWeights());
  });

  it('says a split without usable clips', async () => {
    const { request } = await aWorkplace({ clips: { train: 4 } });
    await expect(train(computing(), request('run'))).rejects.toMatchObject({ code: 'SPLIT_EMPTY', message: expect.stringContaining('"val"') });
  });
});

const scripted = (accuracy: number) => ({ main: 'accuracy', values: { accuracy }, perClass: [], confusion: [] });

describe('a run folder', () => {
  it('that exists is refused and stays as it is', async () => {
    const { request } = await aWorkplace();
    const { runFolder } = request('run');
    await mkdir(runFolder);
    await writeFile(join(runFolder, 'thesis.txt'), 'years of work');
    await expect(train(computing(), request('run'))).rejects.toMatchObject({ code: 'RUN_EXISTS', exitCode: 4 });
    expect(await readdir(runFolder)).toEqual(['thesis.txt']);
    expect(await readFile(join(runFolder, 'thesis.txt'), 'utf8')).toBe('years of work');
  });

  it('is free for the next attempt when the first one could not begin', async () => {
    const { request } = await aWorkplace();
    await expect(train(computing(), request('run', { weights: [] }))).rejects.toMatchObject({ code: 'WEIGHTS_MISSING' });
    expect(await readdir(request('run').runFolder)).toEqual([]);
    expect((await train(computing(), request('run'))).stopped).toBe('finished');
  });

  it('that is none cannot be resumed', async () => {
    const { request } = await aWorkplace();
    await expect(train(computing(), request('nothing', { resume: true }))).rejects.toMatchObject({ code: 'RUN_MISSING', exitCode: 3 });
  });

  it('of another task cannot be resumed', async () => {
    const { request } = await aWorkplace();
    await train(computing(), request('run', { training: { epochs: 1 } }));
    await expect(train(computing(), request('run', { resume: true, task: aSmallTask({ name: 'other' }) }))).rejects.toMatchObject({ code: 'RUN_TASK', exitCode: 2, message: 'the run trains the task "small", not "other"' });
  });

  it('cannot be resumed on other clips than it was begun on', async () => {
    const { folder, request } = await aWorkplace();
    await trainUntil(3, request('run'));
    const cacheFolder = await aSmallCache(someServices(), join(folder, 'changed'), { train: 16, val: 5 }, { description: { annotations: { 'list.txt': 'another' } } });
    await expect(train(computing(), request('run', { resume: true, cacheFolder }))).rejects.toMatchObject({ code: 'RUN_CACHE', exitCode: 2, where: cacheFolder });
  });
});

describe('an interrupted run', () => {
  it('is saved, says how far it came, and counts the epochs it completed', async () => {
    const { request } = await aWorkplace();
    const report = await trainUntil(11, request('run'));
    expect(report).toMatchObject({ stopped: 'interrupted', epochs: 1 });
    expect(report.lines).toEqual(['Stopped in epoch 2 of 3 after 11 steps.']);
    expect((await traceOf(report.runFolder)).last?.progress).toMatchObject({ epoch: 2, batch: 3, step: 11 });
  });

  // 3 epochs of 8 batches, an optimiser step every second batch: before the first batch, inside a group of batches, at and around an epoch's end, in the last batch but one.
  it.each([0, 1, 7, 8, 23])('goes on after %i batches to exactly the losses and weights of a run that was never interrupted', async (batches) => {
    const { request } = await aWorkplace();
    await train(computing(), request('unbroken'));
    expect((await trainUntil(batches, request('broken'))).stopped).toBe('interrupted');
    const resumed = await train(computing(), request('broken', { resume: true }));
    expect(resumed).toMatchObject({ stopped: 'finished', epochs: 3 });
    expect(await traceOf(request('broken').runFolder)).toEqual(await traceOf(request('unbroken').runFolder));
  });

  it('may be interrupted again and again', async () => {
    const { request } = await aWorkplace();
    await train(computing(), request('unbroken'));
    await trainUntil(3, request('broken'));
    for (const batches of [1, 4, 9]) await trainUntil(batches, request('broken', { resume: true }));
    await train(computing(), request('broken', { resume: true }));
    expect(await traceOf(request('broken').runFolder)).toEqual(await traceOf(request('unbroken').runFolder));
  });

  it('is saved within an epoch that takes long, and goes on from there when the program dies', async () => {
    const { request } = await aWorkplace();
    await train(computing(), request('unbroken'));
    // Minutes pass at every look at the clock; the fifth batch is the last thing that happens.
    let minutes = 0;
    const slow = { monotonicMilliseconds: () => (minutes += 4) * 60_000, now: () => new Date(0) };
    const dies = aListeningReporter((calls) => {
      if (calls === 5) throw new Error('the power went');
    });
    await expect(train(computing({ clock: slow, reporter: dies }), request('dead'))).rejects.toThrow('the power went');
    const { last } = await traceOf(request('dead').runFolder);
    expect(last?.progress).toMatchObject({ epoch: 1 });
    expect((last?.progress as { batch: number }).batch).toBeGreaterThan(1);
    await train(computing(), request('dead', { resume: true }));
    expect(await traceOf(request('dead').runFolder)).toEqual(await traceOf(request('unbroken').runFolder));
  });

  it('is finished when the signal comes in the very last batch', async () => {
    const { request } = await aWorkplace();
    expect(await trainUntil(24, request('run'))).toMatchObject({ stopped: 'finished', epochs: 3 });
  });

  it('starts from the beginning when it has no checkpoint yet', async () => {
    const { request } = await aWorkplace();
    await train(computing(), request('unbroken'));
    await mkdir(request('killed').runFolder);
    await writeFile(join(request('killed').runFolder, 'config.json'), await readFile(join(request('unbroken').runFolder, 'config.json')));
    const reporter = aListeningReporter();
    await train(computing({ reporter }), request('killed', { resume: true }));
    expect(reporter.lines).toEqual(['The run has no checkpoint yet: training starts from the beginning.']);
    expect(await traceOf(request('killed').runFolder)).toEqual(await traceOf(request('unbroken').runFolder));
  });

  it('needs the weight files it was begun with no longer', async () => {
    const { request, weights } = await aWorkplace();
    await train(computing(), request('unbroken'));
    await trainUntil(5, request('broken'));
    await rm(weights);
    await train(computing(), request('broken', { resume: true }));
    expect(await traceOf(request('broken').runFolder)).toEqual(await traceOf(request('unbroken').runFolder));
  });

  it('keeps its own settings when it is resumed, but may be given more epochs', async () => {
    const { request } = await aWorkplace();
    await train(computing(), request('long', { training: { epochs: 4 } }));
    await train(computing(), request('short', { training: { epochs: 2 } }));
    await train(computing(), request('short', { resume: true, training: { epochs: 4 } }));
    expect(await traceOf(request('short').runFolder)).toEqual(await traceOf(request('long').runFolder));
  });

  it('may be given again, when it is resumed, the settings it has', async () => {
    const { request } = await aWorkplace();
    await train(computing(), request('run', { training: { learningRate: 0.25 } }));
    await expect(train(computing(), request('run', { resume: true, training: { learningRate: 0.25 } }))).resolves.toMatchObject({ stopped: 'finished' });
  });

  it.each([
    ['training', { training: { learningRate: 9 } }, /^the run was begun with train\.learningRate [\d.e-]+, not 9$/],
    ['the model', { model: { dropout: 0.9 } }, /^the run was begun with model\.dropout .+, not 0\.9$/],
    ['size', { named: { size: 'other' } }, /^the run was begun with size ".+", not "other"$/],
    ['weight files', { weights: ['other.safetensors'] }, /^the run was begun with weights \[".+"\], not \["other\.safetensors"\]$/],
  ])('refuses other settings of %s when it is resumed', async (_, wanted, message) => {
    const { request } = await aWorkplace();
    await train(computing(), request('run'));
    await expect(train(computing(), request('run', { resume: true, ...wanted }))).rejects.toMatchObject({ code: 'RUN_SETTINGS', exitCode: 2, message: expect.stringMatching(message) as unknown, where: request('run').runFolder });
  });
});
