import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOnnxruntimeEngine } from '../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { htmlReportWriter } from '../../src/adapters/report/html/html-report-writer.js';
import { evaluate } from '../../src/app/evaluate.js';
import { featureMap } from '../../src/app/feature-map.js';
import { predict } from '../../src/app/predict.js';
import { train, type TrainReport } from '../../src/app/train.js';
import type { MediaDecoder } from '../../src/domain/ports/media.js';
import { aveTask } from '../../src/domain/tasks/ave/ave-task.js';
import { aListeningReporter, someServices } from '../builders/services.js';
import { aTinyCache, aTrainRequest, tinyDescription, tinyEncoderWeights, tinyLabels, tinyModelWith } from '../builders/tiny-ave.js';
import { traceOf } from './small-runs.js';

const oneStage = { image: { depths: [1], heads: [1] }, audio: { depths: [1], heads: [1] } };

/** AVE as it is, dropout and all, on a network of a few thousand weights; one run is trained for all sentences of this file. */
describe('AVE from clips to predictions', () => {
  const engine = createOnnxruntimeEngine({ threads: 1 });
  const never = new AbortController().signal;
  let folder: string;
  let cacheFolder: string;
  let weights: string;
  let unbroken: TrainReport;

  const request = (run: string, wanted: Partial<Parameters<typeof aTrainRequest>[0]> = {}) =>
    aTrainRequest({ cacheFolder, runFolder: join(folder, run), weights: [weights], model: oneStage, training: { epochs: 12 }, ...wanted });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avtool-ave-'));
    weights = join(folder, 'encoders.safetensors');
    const services = someServices({ computing: engine });
    cacheFolder = await aTinyCache(services, join(folder, 'cache'), { train: 6, val: 2, test: 3 });
    await services.weights.write(weights, { tensors: tinyEncoderWeights(tinyModelWith(oneStage)), metadata: {} });
    unbroken = await train(services, request('unbroken'));
  });

  afterAll(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('the loss falls from epoch to epoch on clips that can be learnt', async () => {
    const losses = (await traceOf(unbroken.runFolder)).metrics.filter(({ kind }) => kind === 'epoch').map(({ loss }) => Number(loss));
    expect(losses).toHaveLength(12);
    expect(losses[11]).toBeLessThan(0.5 * losses[0]);
  });

  it('the encoders stay as they were loaded, statistics too', async () => {
    const { last } = await traceOf(unbroken.runFolder);
    expect([...(last?.tensors.keys() ?? [])].filter((name) => /(^|\/)(swin|htsat)\./.test(name))).toEqual([]);
    const kept = await someServices().weights.read(join(unbroken.runFolder, 'checkpoints', 'frozen.safetensors'));
    expect(kept.tensors.get('htsat.bn0.running_mean')).toEqual(tinyEncoderWeights(tinyModelWith(oneStage)).get('htsat.bn0.running_mean'));
    const loaded = tinyEncoderWeights(tinyModelWith(oneStage));
    for (const [name, value] of kept.tensors) expect(value).toEqual(loaded.get(name));
  });

  it('a run that is interrupted in the middle of an epoch goes on to exactly the same losses and weights', async () => {
    const interruption = new AbortController();
    const reporter = aListeningReporter((calls) => void (calls === 7 && interruption.abort()));
    const broken = await train(someServices({ computing: engine, reporter }), request('broken', { signal: interruption.signal }));
    expect(broken).toMatchObject({ stopped: 'interrupted', epochs: 2 });
    await train(someServices({ computing: engine }), request('broken', { resume: true }));
    expect(await traceOf(join(folder, 'broken'))).toEqual(await traceOf(unbroken.runFolder));
  });

  it('the evaluation of the selection split is the number that selected the checkpoint', async () => {
    const report = await evaluate(someServices({ computing: engine }), { task: aveTask, runFolder: unbroken.runFolder, cacheFolder, split: 'val', signal: never });
    expect(report).toMatchObject({ main: 'accuracy', epoch: unbroken.best?.epoch, clips: { evaluated: 2, total: 2 } });
    expect(report.metrics['accuracy']).toBe(unbroken.best?.value);
  });

  it('a file is predicted as the evaluation predicts the clip, attention over the picture is kept for the report', async () => {
    await evaluate(someServices({ computing: engine }), { task: aveTask, runFolder: unbroken.runFolder, cacheFolder, split: 'test', signal: never });
    const evaluation: { predictions: { id: string; segmentClasses: number[]; visualAttention: { grid: number[]; maps: number[][] } }[] } = JSON.parse(await readFile(join(unbroken.runFolder, 'evaluation-test.json'), 'utf8'));
    const expected = evaluation.predictions[1];
    // Pooled over the 4 x 4 tokens of 16 pixels in patches of 4.
    expect(expected.visualAttention.grid).toEqual([4, 4]);
    for (const map of expected.visualAttention.maps) expect(map.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    const cache = await someServices().clips.open(cacheFolder);
    const { frames, waveform } = await cache.read(expected.id);
    await cache.close();
    const probe = { durationSeconds: 4, video: { width: 16, height: 16, framesPerSecond: 1 }, audio: { sampleRateHz: 1000, channels: 1 } };
    const decoder: MediaDecoder = { name: 'one clip', probe: () => Promise.resolve(probe), decode: () => Promise.resolve({ probe, frames, waveform, lastFrameSeconds: 3, truncated: false }) };
    const { files } = await predict(someServices({ computing: engine, decoder: () => Promise.resolve(decoder) }), { task: aveTask, runFolder: unbroken.runFolder, files: ['clip.mp4'], signal: never });
    expect(files[0].segments).toEqual(expected.segmentClasses.map((label) => ['bell', 'drum', 'flute', 'background'][label]));
  });

  it('draws the features of seconds with an event, with and without the modules, each second on every map', async () => {
    const services = someServices({ computing: engine, reports: () => Promise.resolve(htmlReportWriter) });
    const map = (runFolder: string) => featureMap(services, { task: aveTask, runFolder, cacheFolder, split: 'test', points: 5, command: 'avtool ave:features', signal: never });
    const report = await map(unbroken.runFolder);
    expect(report.segments).toBe(5);
    expect(report.purity.map(({ features, modules }) => `${features} ${modules}`)).toEqual(['pictures without', 'pictures with', 'sounds without', 'sounds with']);
    const [header, ...rows] = (await readFile(join(unbroken.runFolder, 'features-test.csv'), 'utf8')).trim().split('\r\n');
    expect(header).toBe('clip,second,class,pictures without x,pictures without y,pictures with x,pictures with y,sounds without x,sounds without y,sounds with x,sounds with y');
    expect(rows).toHaveLength(5);
    for (const row of rows) {
      const [clip, second, name, ...places] = row.split(',');
      expect(places.map(Number).every(Number.isFinite)).toBe(true);
      expect(name).toBe(tinyDescription.classes[tinyLabels(Number(clip.replace('test-', '')))[Number(second)]]);
      // The modules do something: no second stays where it was.
      expect(places.slice(0, 2)).not.toEqual(places.slice(2, 4));
    }
    expect(await readFile(report.report, 'utf8')).toContain('pictures, without modules');
    const { runFolder } = await train(services, request('plain', { model: { ...oneStage, adapter: 'none' }, training: { epochs: 1 } }));
    await expect(map(runFolder)).rejects.toMatchObject({ code: 'FEATURES_PLAIN', exitCode: 2 });
  });
});
