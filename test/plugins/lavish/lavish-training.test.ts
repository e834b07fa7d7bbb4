import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOnnxruntimeEngine } from '../../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import { evaluate } from '../../../src/app/evaluate.js';
import { createPluginRegistry } from '../../../src/app/plugin-registry.js';
import type { Services } from '../../../src/app/services.js';
import { train } from '../../../src/app/train.js';
import { classesOf } from '../../../src/domain/data/dataset-classes.js';
import { aveTask } from '../../../src/domain/tasks/ave/ave-task.js';
import { plugin } from '../../../src/plugins/lavish/index.js';
import type { SceneLabels } from '../../../src/plugins/scenes/render/labels.js';
import { scenesDataset } from '../../../src/plugins/scenes/scenes-dataset.js';
import { scenesFramesPerSecond, scenesGenerator } from '../../../src/plugins/scenes/scenes-generator.js';
import { scenesTiny } from '../../../src/plugins/scenes/scenes-tiny.js';
import { traceOf } from '../../app/small-runs.js';
import { someServices } from '../../builders/services.js';

/** LAVisH on rendered scenes with the encoders that are shipped for them; one run of three epochs on four clips. */
describe('training LAVisH on scenes-tiny', () => {
  const engine = createOnnxruntimeEngine({ threads: 1 });
  const { adapter } = createPluginRegistry([{ name: '@avtool/plugin-lavish', version: '0.1.0', origin: 'first-party', load: () => Promise.resolve({ plugin }) }], () => undefined);
  const services = someServices({ computing: engine, adapter });
  const never = new AbortController().signal;
  let folder: string;
  let cacheFolder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avtool-'));
    cacheFolder = await aScenesCache(services, join(folder, 'cache'), { train: 4, val: 1 });
    await train(services, request('run'));
    // Compiling takes some seconds, many on a busy machine.
  }, 300_000);

  afterAll(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('lowers the loss from epoch to epoch', async () => {
    const losses = (await traceOf(join(folder, 'run'))).metrics.filter(({ kind }) => kind === 'epoch').map(({ loss }) => Number(loss));
    expect(losses).toHaveLength(3);
    expect(losses[2]).toBeLessThan(0.9 * losses[0]);
  });

  it('opens the gates of its adapters, which begin closed, and leaves the encoders alone', async () => {
    const { last } = await traceOf(join(folder, 'run'));
    const gates = [...(last?.tensors ?? [])].filter(([name]) => /^(audio|vis)_adapter_blocks_p[12]\.\d+\.gate$/.test(name));
    expect(gates).toHaveLength(16);
    for (const [name, { data }] of gates) expect([name, data[0] === 0]).toEqual([name, false]);
    expect([...(last?.tensors.keys() ?? [])].filter((name) => /(^|\/)(swin|htsat)\.|fc_affine/.test(name))).toEqual([]);
  });

  it('is remembered by the run folder: the method, its settings alone, and the plugin that brings it', async () => {
    const config: { model: { adapter: string; visualAdapter: object }; adapterPlugin: string } = JSON.parse(await readFile(join(folder, 'run', 'config.json'), 'utf8'));
    expect(config).toMatchObject({ adapterPlugin: '@avtool/plugin-lavish', model: { adapter: 'lavish' } });
    expect(config.model.visualAdapter).toEqual({ reduction: 2, groups: 2, latentTokens: 8, batchNorm: true, gate: true, layerNormBefore: true, layerNormAfter: true });
  });

  it('is found again by the evaluation, which is the number that selected the checkpoint', async () => {
    const report = await evaluate(services, { task: aveTask, runFolder: join(folder, 'run'), cacheFolder, split: 'val', signal: never });
    const best = (await traceOf(join(folder, 'run'))).metrics.filter(({ kind }) => kind === 'epoch')[report.epoch - 1];
    expect(report.metrics['accuracy']).toBe(best['accuracy']);
  });

  it('cannot be evaluated or gone on with where the plugin is not installed, which is named', async () => {
    const without = someServices({ computing: engine });
    const absent = { code: 'PLUGIN_ABSENT', exitCode: 3, message: 'The adapter method lavish of this run comes with the plugin @avtool/plugin-lavish, which is not installed.' };
    await expect(evaluate(without, { task: aveTask, runFolder: join(folder, 'run'), cacheFolder, split: 'val', signal: never })).rejects.toMatchObject(absent);
    await expect(train(without, { ...request('run'), resume: true, weights: [], model: {}, training: { epochs: 4 } })).rejects.toMatchObject(absent);
  });

  it('is refused before a run begins where no plugin brings it', async () => {
    await expect(train(someServices({ computing: engine }), request('never'))).rejects.toMatchObject({ code: 'ADAPTER_UNKNOWN', exitCode: 2, fix: 'Known: dgsct, none.' });
  });

  const request = (name: string): Parameters<typeof train>[1] => ({
    task: aveTask,
    cacheFolder,
    runFolder: join(folder, name),
    resume: false,
    size: 'paper',
    recipe: 'fixed',
    encoder: scenesTiny,
    weights: [],
    model: { adapter: 'lavish' },
    training: { epochs: 3, batchSize: 2, accumulate: 1, learningRate: 0.005, seed: 1 },
    config: [],
    signal: never,
  });
});

/** A cache of rendered scenes: the picture in the middle of each second, and the sound as it is rendered. */
async function aScenesCache({ clips }: Pick<Services, 'clips'>, folder: string, counts: Readonly<Record<string, number>>): Promise<string> {
  const { name: dataset, title, segments, segmentSeconds, preparation } = scenesDataset;
  const classes = classesOf(scenesDataset, {});
  const writer = await clips.write(folder, { schema: 1, dataset, title, rendered: true, classes, segments, segmentSeconds, ...preparation, annotations: { 'annotations.jsonl': 'ab' } });
  for (const [split, count] of Object.entries(counts)) {
    for (let index = 0; index < count; index++) {
      const { mediaName, frames, waveform, annotation } = scenesGenerator.render(seededRandom(21).fork(`${split}/${index}`), split, index);
      const middles = [...frames].filter((_, frame) => frame % scenesFramesPerSecond === 1);
      await writer.add({ id: mediaName, split, state: 'ok', segmentLabels: (annotation.labels as SceneLabels).segments }, { frames: middles, waveform });
    }
  }
  await writer.close();
  return folder;
}
