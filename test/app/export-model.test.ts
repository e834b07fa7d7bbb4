import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOnnxExporter } from '../../src/adapters/engine/onnxruntime/export/onnx-exporter.js';
import { createOnnxruntimeEngine } from '../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { exportModel, type ExportReport } from '../../src/app/export-model.js';
import { evaluate } from '../../src/app/evaluate.js';
import { firstWeights } from '../../src/app/first-weights.js';
import type { Services } from '../../src/app/services.js';
import { evaluationGraph } from '../../src/app/task-graphs.js';
import { train } from '../../src/app/train.js';
import type { ExportRequest } from '../../src/app/use-case-requests.js';
import type { TensorValue } from '../../src/domain/graph/tensor.js';
import type { Engine } from '../../src/domain/ports/engine.js';
import { aveTask } from '../../src/domain/tasks/ave/ave-task.js';
import type { SegmentPrediction } from '../../src/domain/tasks/task.js';
import { temporaryFolder } from '../adapters/files/temporary-folder.js';
import { aListeningReporter, someServices } from '../builders/services.js';
import { aSmallTask } from '../builders/small-task.js';
import { aTinyCache, aTinyClip, aTrainRequest, tinyDescription, tinyEncoderWeights, tinyLabels, tinyModelWith, tinyShape } from '../builders/tiny-ave.js';

const oneStage = { image: { depths: [1], heads: [1] }, audio: { depths: [1], heads: [1] } };
const engine = createOnnxruntimeEngine({ threads: 1 });
const never = new AbortController().signal;

let folder: string;
let cacheFolder: string;
let runFolder: string;
/** What the evaluation predicts for the three clips of the test split. */
let predictions: SegmentPrediction[];
/** One export of that run, which tests only look at. */
let shared: { readonly path: string; readonly report: ExportReport };
/** Where the running test exports to. */
let place: string;

const computing = (wanted: Parameters<typeof someServices>[0] = {}): Services =>
  someServices({ computing: engine, modelExporter: () => Promise.resolve(createOnnxExporter()), versions: { avtool: '1.2.3' }, ...wanted });

const request = (wanted: Partial<ExportRequest> = {}): ExportRequest => ({
  task: () => Promise.resolve(aveTask),
  runFolder,
  format: 'onnx',
  path: join(place, 'model.onnx'),
  clips: 1,
  externalData: false,
  force: false,
  signal: never,
  ...wanted,
});

/** The engine, but its results pass through `change`. */
const changed = (change: (value: TensorValue) => TensorValue): Engine => ({
  name: 'changed',
  describe: () => engine.describe(),
  dispose: () => Promise.resolve(),
  async compile(graph, options) {
    const program = await engine.compile(graph, options);
    return {
      run: async (inputs) => Object.fromEntries(Object.entries(await program.run(inputs)).map(([name, value]) => [name, change(value)])),
      readState: (names) => program.readState(names),
      writeState: (values) => program.writeState(values),
      memory: () => program.memory(),
      dispose: () => program.dispose(),
    };
  },
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-export-'));
  const weights = join(folder, 'encoders.safetensors');
  cacheFolder = await aTinyCache(computing(), join(folder, 'cache'), { train: 6, val: 2, test: 3 });
  await computing().weights.write(weights, { tensors: tinyEncoderWeights(tinyModelWith(oneStage)), metadata: {} });
  ({ runFolder } = await train(computing(), aTrainRequest({ cacheFolder, runFolder: join(folder, 'first'), weights: [weights], model: oneStage })));
  await evaluate(computing(), { task: aveTask, runFolder, cacheFolder, split: 'test', signal: never });
  ({ predictions } = JSON.parse(await readFile(join(runFolder, 'evaluation-test.json'), 'utf8')) as { predictions: SegmentPrediction[] });
  place = await mkdtemp(join(folder, 'shared-'));
  const path = join(place, 'model.onnx');
  shared = { path, report: await exportModel(computing(), request({ path })) };
});

beforeEach(async () => {
  place = await temporaryFolder();
});

afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a file as any program would, on clips of the test split. */
async function runPlainly(path: string, ids: readonly string[]): Promise<Record<string, number[]>> {
  const cache = await computing().clips.open(cacheFolder);
  const clips = await Promise.all(ids.map((id) => cache.read(id)));
  await cache.close();
  const session = await InferenceSession.create(path);
  const results = await session.run({
    waveform: new Tensor('float32', Float32Array.from(clips.flatMap(({ waveform }) => [...waveform])), [clips.length, 4, 1000]),
    frames: new Tensor('uint8', Uint8Array.from(clips.flatMap(({ frames }) => frames.flatMap(({ data }) => [...data]))), [clips.length, 4, 16, 16, 3]),
  });
  await session.release();
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, Array.from(data as Float32Array)]));
}

const closeTo = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length);
  // float32 computed in two orders.
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
};

describe('exporting an AVE run to ONNX', () => {
  it('gives a file in which plain onnxruntime computes what the evaluation predicted, from raw pictures and sound', async () => {
    const outputs = await runPlainly(shared.path, ['test-1']);
    const [, { eventProbabilities, classProbabilities, visualAttention }] = predictions;
    closeTo(outputs.event_probabilities, eventProbabilities);
    closeTo(outputs.class_probabilities, classProbabilities);
    closeTo(outputs.visual_attention, visualAttention?.maps.flat() ?? []);
    closeTo(outputs.segment_probabilities.slice(0, 4), [...classProbabilities.map((probability) => probability * eventProbabilities[0]), 1 - eventProbabilities[0]]);
  });

  it('for several clips at a time, with the weights beside the model when asked to', async () => {
    await exportModel(computing(), request({ clips: 3, externalData: true }));
    expect((await readdir(place)).sort()).toEqual(['model.onnx', 'model.onnx.data']);
    const outputs = await runPlainly(join(place, 'model.onnx'), ['test-0', 'test-1', 'test-2']);
    closeTo(outputs.event_probabilities, predictions.flatMap(({ eventProbabilities }) => eventProbabilities));
    closeTo(outputs.class_probabilities, predictions.flatMap(({ classProbabilities }) => classProbabilities));
  });

  it('names every weight as the published state dict does', async () => {
    const { graph } = fromBinary(ModelProtoSchema, await readFile(shared.path));
    const names = graph?.initializer.map(({ name }) => name).filter((name) => !name.startsWith('/')) ?? [];
    expect(names).toEqual(expect.arrayContaining(['swin.patch_embed.proj.weight', 'htsat.bn0.running_mean', 'CMBS.localize_module.event_classifier.weight']));
    expect(new Set(names)).toEqual(new Set(evaluationGraph(aveTask, { model: tinyModelWith(oneStage) }, tinyShape(1)).variables.map(({ name }) => name)));
  });

  it('says in the metadata what goes in, what comes out, and where it comes from', async () => {
    const { metadataProps } = fromBinary(ModelProtoSchema, await readFile(shared.path));
    const { preprocessing, decoding, epoch, ...facts } = Object.fromEntries(metadataProps.map(({ key, value }) => [key, value]));
    expect(facts).toEqual({ avtool: '1.2.3', task: 'ave', size: 'paper', classes: '["bell","drum","flute"]', dataset: 'tiny', rendered: 'true', run: 'first', clips: '1' });
    expect(JSON.parse(preprocessing)).toMatchObject({
      frames: { size: [16, 16], normalisedInFile: { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] }, resize: expect.stringContaining('bicubic') },
      waveform: { sampleRateHz: 1000, samplesPerSegment: 1000, segmentSeconds: 1, channels: 1 },
    });
    expect(JSON.parse(decoding)).toMatchObject({ background: 3, eventThreshold: 0.5 });
    expect(Number(epoch)).toBe(shared.report.epoch);
  });

  it('is checked on clips of the run’s cache before it is in its place, and says how far it is off', async () => {
    const { checked, files, lines } = shared.report;
    expect(checked).toMatchObject({ engine: 'onnxruntime', clips: 2, cache: cacheFolder });
    expect(Object.keys(checked?.differences ?? {}).sort()).toEqual(['class_probabilities', 'event_probabilities', 'segment_probabilities', 'visual_attention']);
    expect(checked?.largestDifference).toBeLessThan(1e-5);
    expect(lines.at(-1)).toMatch(/^Checked with 2 clips of .*cache against onnxruntime: probabilities differ by \d\.\de[+-]\d+ at most\.$/);
    expect(files).toEqual([{ path: shared.path, bytes: (await readFile(shared.path)).byteLength }]);
  });

  it('leaves no file where the engine computes other numbers', async () => {
    const other = changed((value) => ({ ...value, data: Float32Array.from(value.data, (element) => element + 0.01) }));
    await expect(exportModel(computing({ computing: other }), request())).rejects.toMatchObject({ code: 'EXPORT_DIFFERS', exitCode: 1, where: join(place, 'model.onnx'), message: expect.stringContaining('what changed computes') });
    expect(await readdir(place)).toEqual([]);
  });
});

describe('where an exported file goes', () => {
  it('a file that is there is refused, and replaced only when asked to', async () => {
    const path = join(place, 'model.onnx');
    await writeFile(path, 'mine');
    await expect(exportModel(computing(), request())).rejects.toMatchObject({ code: 'TARGET_EXISTS', exitCode: 4, fix: expect.stringContaining('--force') });
    expect(await readFile(path, 'utf8')).toBe('mine');
    await exportModel(computing(), request({ force: true }));
    expect((await readFile(path)).equals(await readFile(shared.path))).toBe(true);
  });

  it('nothing is written when it is interrupted', async () => {
    const report = await exportModel(computing(), request({ signal: AbortSignal.abort() }));
    expect(report).toMatchObject({ stopped: 'interrupted', files: [] });
    expect(await readdir(place)).toEqual([]);
  });
});

describe('the clips of the check', () => {
  it('are made up where the run’s cache is gone, which is said', async () => {
    const reporter = aListeningReporter();
    await rename(cacheFolder, `${cacheFolder}-moved`);
    try {
      const { checked } = await exportModel(computing({ reporter }), request());
      expect(checked).toMatchObject({ clips: 2 });
      expect(checked).not.toHaveProperty('cache');
      expect(reporter.lines.join()).toContain('made-up clips');
    } finally {
      await rename(`${cacheFolder}-moved`, cacheFolder);
    }
  });

  it('come from a cache that is named, which has to be one of the run’s kind', async () => {
    await expect(exportModel(computing(), request({ cacheFolder: join(folder, 'nowhere') }))).rejects.toMatchObject({ exitCode: 3 });
    const other = await aTinyCache(computing(), join(place, 'other'), { test: 1 }, { classes: ['siren'] });
    await expect(exportModel(computing(), request({ cacheFolder: other }))).rejects.toMatchObject({ code: 'CACHE_CLASSES', exitCode: 2 });
  });

  it('are brought to the size of the model’s pictures, which the file takes alone', async () => {
    const large = join(place, 'large');
    const writer = await computing().clips.write(large, { ...tinyDescription, maxFrameSide: 20 });
    const { entry, waveform } = aTinyClip('large', tinyLabels(1), 'test');
    const frames = entry.segmentLabels.map((_, t) => ({ width: 20, height: 11, data: Uint8Array.from({ length: 20 * 11 * 3 }, (_pixel, i) => (i * (t + 3)) % 256) }));
    await writer.add(entry, { frames, waveform });
    await writer.close();
    const { checked } = await exportModel(computing(), request({ cacheFolder: large }));
    expect(checked).toMatchObject({ clips: 1, cache: large });
    expect(checked?.largestDifference).toBeLessThan(1e-5);
  });
});

describe('exporting weights as safetensors', () => {
  it('gives a file that holds every weight of the best checkpoint and the encoders, and loads back', async () => {
    const path = join(place, 'model.safetensors');
    const { files, lines } = await exportModel(computing(), request({ format: 'safetensors', path }));
    const run = await computing().runs.open(runFolder, 'read');
    const best = (await run.loadCheckpoint('best'))?.checkpoint.tensors ?? new Map<string, TensorValue>();
    await run.close();
    const { variables } = evaluationGraph(aveTask, { model: tinyModelWith(oneStage) }, tinyShape(2));
    const { state, unused } = await firstWeights(variables, [path], computing().weights, computing().random(99));
    expect(unused).toEqual([]);
    for (const [name, value] of state) expect(value).toEqual(best.get(name) ?? tinyEncoderWeights(tinyModelWith(oneStage)).get(name));
    expect((await computing().weights.read(path)).metadata).toMatchObject({ task: 'ave', classes: '["bell","drum","flute"]', run: 'first' });
    expect(files.map((file) => file.path)).toEqual([path]);
    expect(lines.at(-1)).toBe(`Use it with: avtool ave:train --weights ${path}`);
  });
});

describe('a task that says nothing about export', () => {
  it('can only have its weights written', async () => {
    const silent = aSmallTask({ name: 'ave' });
    await expect(exportModel(computing(), request({ task: () => Promise.resolve(silent) }))).rejects.toMatchObject({ code: 'EXPORT_UNKNOWN', exitCode: 2, fix: expect.stringContaining('--to safetensors') });
  });
});
