import { afterAll, describe, expect, it } from 'vitest';
import { createOnnxruntimeEngine } from '../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { nodeFileSystem, type FileSystem } from '../../src/adapters/files/file-system.js';
import { createRunStore } from '../../src/adapters/store/run-folder/run-store.js';
import { createSafetensorsStore } from '../../src/adapters/weights/safetensors/safetensors-store.js';
import type { Services } from '../../src/app/services.js';
import { train } from '../../src/app/train.js';
import { systemError } from '../adapters/files/faulty-file-system.js';
import { aListeningReporter, someServices } from '../builders/services.js';
import { aSmallCache, smallWeights } from '../builders/small-task.js';
import { aWorkplace, traceOf } from './small-runs.js';

const engine = createOnnxruntimeEngine({ threads: 1 });
afterAll(() => engine.dispose());
const computing = (wanted: Partial<Services> = {}): Services => someServices({ computing: engine, ...wanted });

/** A disk that is full for checkpoints from the moment on that `isFull` says so. */
const diskFullForCheckpoints = (isFull: () => boolean): FileSystem => ({
  ...nodeFileSystem,
  async create(path) {
    const file = await nodeFileSystem.create(path);
    if (!isFull() || !path.includes('/checkpoints/')) return file;
    return { ...file, close: () => file.close(), sync: () => file.sync(), write: () => Promise.reject(systemError('ENOSPC', 'write')) };
  },
});

describe('a loss that is no number', () => {
  it('stops training in the step it appears, and the checkpoint before it stays', async () => {
    const { request } = await aWorkplace();
    // The rate of epoch 2 is 0.05 · 1e36: its first update (after two batches) throws the weights out of float32.
    const exploding = request('run', { training: { schedule: { kind: 'step', everyEpochs: 1, factor: 1e36 } } });
    const failure = train(computing(), exploding);
    await expect(failure).rejects.toMatchObject({ code: 'LOSS_NOT_FINITE', exitCode: 1, where: exploding.runFolder });
    await expect(failure).rejects.toThrow(/^the loss is not a finite number at step 11 of epoch 2; .*output "logits"/);
    const { last } = await traceOf(exploding.runFolder);
    expect(last?.progress).toMatchObject({ epoch: 2, step: 8 });
    expect([...(last?.tensors.values() ?? [])].every(({ data }) => data.every((value: number) => Number.isFinite(value)))).toBe(true);
  });

  it('names the frozen weight that is to blame', async () => {
    const weightsOf = smallWeights();
    weightsOf.set('encoder.mean', { dtype: 'float32', shape: [7], data: Float32Array.of(0, 0, 0, NaN, 0, 0, 0) });
    const { request } = await aWorkplace({ weightsOf });
    await expect(train(computing(), request('run'))).rejects.toThrow(/at step 1 of epoch 1; first tensors that are not finite: "encoder.mean", /);
    expect((await traceOf(request('run').runFolder)).last).toBeUndefined();
  });
});

describe('a disk that is full while a checkpoint is written', () => {
  it('ends training and leaves the checkpoint before it, from which it goes on to the same end', async () => {
    const { request } = await aWorkplace();
    await train(computing(), request('unbroken'));
    const reporter = aListeningReporter();
    const disk = diskFullForCheckpoints(() => reporter.summaries.length > 0);
    const failure = train(computing({ reporter, runs: createRunStore(createSafetensorsStore(disk), disk) }), request('run'));
    await expect(failure).rejects.toMatchObject({ code: 'DISK_FULL', exitCode: 4 });
    expect((await traceOf(request('run').runFolder)).last?.progress).toMatchObject({ epoch: 2, step: 8 });
    await train(computing(), request('run', { resume: true }));
    const [resumed, unbroken] = await Promise.all([traceOf(request('run').runFolder), traceOf(request('unbroken').runFolder)]);
    expect(resumed.last).toEqual(unbroken.last);
    expect(resumed.best).toEqual(unbroken.best);
  });
});

describe('weight files', () => {
  it('that lack frozen weights are refused, saying how many and the first', async () => {
    const { request } = await aWorkplace();
    await expect(train(computing(), request('run', { weights: [] }))).rejects.toMatchObject({ code: 'WEIGHTS_MISSING', exitCode: 3, message: '1 frozen weights of the encoders are in no weight file, the first is "encoder.weight"' });
  });

  it('with a tensor of another shape are refused, naming tensor, both shapes and file', async () => {
    const weightsOf = smallWeights().set('encoder.weight', { dtype: 'float32', shape: [6, 5], data: new Float32Array(30) });
    const { request, weights } = await aWorkplace({ weightsOf });
    await expect(train(computing(), request('run'))).rejects.toMatchObject({ code: 'WEIGHTS_SHAPE', exitCode: 2, where: weights, message: '"encoder.weight" has shape [6, 5], the model wants [6, 7]' });
  });

  it('may hold more than the model has a place for, and that is said', async () => {
    const weightsOf = smallWeights().set('text.weight', { dtype: 'float32', shape: [1], data: Float32Array.of(1) });
    const { request } = await aWorkplace({ weightsOf });
    const reporter = aListeningReporter();
    await train(computing({ reporter }), request('run', { training: { epochs: 1 } }));
    expect(reporter.lines).toEqual(['1 tensors of the weight files have no place in this model, e.g. "text.weight"']);
  });
});

describe('a clip cache that is damaged', () => {
  it('ends training with the shard, and nothing keeps the process', async () => {
    const { request, cacheFolder, folder } = await aWorkplace();
    const clips = {
      ...someServices().clips,
      open: async (path: string) => {
        const cache = await someServices().clips.open(path);
        return { ...cache, description: cache.description, entries: (split: string) => cache.entries(split), entry: (id: string) => cache.entry(id), close: () => cache.close(), read: (id: string) => (id === 'train-5' ? Promise.reject(new Error(`shard of ${folder} is damaged`)) : cache.read(id)) };
      },
    };
    await expect(train(computing({ clips }), request('run', { cacheFolder }))).rejects.toThrow('is damaged');
  });

  it('of no clips at all is said', async () => {
    const { folder, request } = await aWorkplace();
    const cacheFolder = await aSmallCache(someServices(), `${folder}/empty`, {});
    await expect(train(computing(), request('run', { cacheFolder }))).rejects.toMatchObject({ code: 'SPLIT_EMPTY', exitCode: 3 });
  });
});
