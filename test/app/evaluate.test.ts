import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createOnnxruntimeEngine } from '../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { htmlReportWriter } from '../../src/adapters/report/html/html-report-writer.js';
import { evaluate } from '../../src/app/evaluate.js';
import type { Services } from '../../src/app/services.js';
import { train } from '../../src/app/train.js';
import type { EvaluateRequest, TrainRequest } from '../../src/app/use-case-requests.js';
import type { TensorValue } from '../../src/domain/graph/tensor.js';
import type { CacheDescription, ClipEntry, StoredClip } from '../../src/domain/ports/clip-store.js';
import type { EvaluationContent } from '../../src/domain/ports/report.js';
import { aListeningReporter, someServices } from '../builders/services.js';
import { aSmallCache, aSmallTask, clipFeatures } from '../builders/small-task.js';
import { aWorkplace } from './small-runs.js';

const engine = createOnnxruntimeEngine({ threads: 1 });
afterAll(() => engine.dispose());
const computing = (wanted: Parameters<typeof someServices>[0] = {}): Services => someServices({ computing: engine, ...wanted });

/** A run trained for two epochs, of which the first is chosen as the best, beside a cache whose test split has seven clips (three batches and a half) and two rows that cannot be used. */
async function aTrainedRun(training: TrainRequest['training'] = { epochs: 2 }) {
  const { folder, request, weights } = await aWorkplace();
  const unusable: ClipEntry[] = (['missing', 'unreadable'] as const).map((state) => ({ id: state, split: 'test', state, detail: 'gone', segmentLabels: [0, 0, 0, 0] }));
  const cacheFolder = await aSmallCache(computing(), join(folder, 'all'), { train: 16, val: 5, test: 7 }, { rows: unusable });
  const accuracies = [90, 20];
  const task = aSmallTask({ metrics: () => ({ main: 'accuracy', values: { accuracy: accuracies.shift() ?? 0 }, perClass: [], confusion: [] }) });
  const { runFolder } = await train(computing(), request('run', { task, cacheFolder, training }));
  const wanted = (change: Partial<EvaluateRequest> = {}): EvaluateRequest => ({ task: aSmallTask(), runFolder, cacheFolder, split: 'test', signal: new AbortController().signal, ...change });
  return { folder, weights, runFolder, cacheFolder, wanted };
}

describe('evaluating a run', () => {
  it('gives the numbers that its best weights give when they are computed by hand', async () => {
    const { runFolder, cacheFolder, wanted } = await aTrainedRun();
    const report = await evaluate(computing(), wanted());

    const services = computing();
    const run = await services.runs.open(runFolder, 'read');
    const best = await run.loadCheckpoint('best');
    const frozen = await services.weights.read(join(runFolder, 'checkpoints', 'frozen.safetensors'));
    const weights = new Map([...frozen.tensors, ...(best?.checkpoint.tensors ?? [])]);
    const cache = await services.clips.open(cacheFolder);
    const clips = await Promise.all(Array.from({ length: 7 }, (_, number) => cache.read(`test-${number}`)));
    const byHand = clips.map((clip) => predictedByHand(clip, weights));
    const predicted = byHand.map(({ segmentClasses }) => segmentClasses);
    const truths = clips.map(({ entry }) => entry.segmentLabels);
    const right = predicted.flatMap((labels, clip) => labels.filter((label, t) => label === truths[clip][t])).length;

    const written: { predictions: { segmentClasses: number[]; eventProbabilities: number[] }[] } = JSON.parse(await readFile(join(runFolder, 'evaluation-test.json'), 'utf8'));
    expect(written.predictions.map(({ segmentClasses }) => segmentClasses)).toEqual(predicted);
    // float32 against float64.
    written.predictions.forEach(({ eventProbabilities }, clip) => eventProbabilities.forEach((probability, t) => expect(probability).toBeCloseTo(byHand[clip].eventProbabilities[t], 5)));
    expect(report.metrics['accuracy']).toBeCloseTo((100 * right) / 28, 10);
    expect(report.epoch).toBe(1);
    expect(report.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(28);
    // Labels of clips 0 to 6: 16 of 28 segments are background.
    expect(report.baselines).toEqual([{ name: 'always the most frequent label', value: (100 * truths.flat().filter((label) => label === 3).length) / 28 }]);
    await cache.close();
  });

  it('writes its numbers as JSON and the report as one page into the run folder', async () => {
    const { runFolder, wanted } = await aTrainedRun();
    const { report: path, lines, ...numbers } = await evaluate(computing({ reports: () => Promise.resolve(htmlReportWriter) }), wanted());
    expect(JSON.parse(await readFile(join(runFolder, 'evaluation-test.json'), 'utf8'))).toMatchObject({ schema: 1, ...numbers });
    expect(path).toBe(`${runFolder}/report.html`);
    expect(await readFile(path, 'utf8')).toMatch(/^<!doctype html>[\s\S]*Small clips[\s\S]*<\/html>\s*$/i);
    expect(lines[0]).toBe('Small clips, split test: 7 of 9 clips (2 unusable)');
    expect(lines.at(-1)).toBe(`Report: ${path}`);
  });

  it('says how many of the annotated clips it could use', async () => {
    const { wanted } = await aTrainedRun();
    const report = await evaluate(computing(), wanted());
    expect(report).toMatchObject({ clips: { evaluated: 7, total: 9 }, states: { ok: 7, missing: 1, unreadable: 1 }, dataset: 'small-clips', rendered: true, split: 'test' });
  });

  it('hands the report where the numbers come from: curves, coverage, examples from worst to typical, and how to make it again', async () => {
    const { runFolder, cacheFolder, wanted } = await aTrainedRun();
    const contents: EvaluationContent[] = [];
    await evaluate(computing({ onReport: (content) => void (content.kind === 'evaluation' && contents.push(content)) }), wanted());
    const [content] = contents;
    expect(content).toMatchObject({
      title: 'small events on Small clips',
      dataset: { rendered: true },
      split: 'test',
      coverage: [{ split: 'test', clips: { ok: 7, missing: 1, unreadable: 1 } }],
      notices: [],
      reproduce: `avtool small:eval --run ${runFolder} --cache ${cacheFolder} --split test`,
      setup: { recipe: 'usual', seed: 0 },
    });
    expect(content.learning.filter(({ kind }) => kind === 'epoch')).toHaveLength(2);
    const worst = content.examples?.worst ?? [];
    const wrong = worst.map(({ truth, prediction }) => truth.filter((label, t) => label !== prediction.segmentClasses[t]).length);
    expect(wrong).toEqual([...wrong].sort((a, b) => b - a));
    expect(worst.map(({ frames, waveform }) => [frames.length, waveform.length])).toEqual(Array(7).fill([4, 32]));
  });

  it('warns where the checkpoint was chosen on the very split', async () => {
    const { wanted } = await aTrainedRun();
    const contents: EvaluationContent[] = [];
    await evaluate(computing({ onReport: (content) => void (content.kind === 'evaluation' && contents.push(content)) }), wanted({ split: 'val' }));
    expect(contents[0].notices).toEqual(['The checkpoint was selected on this split ("val"): its numbers are optimistic.']);
  });

  it('gives the same numbers after cache and run have moved and the weight files are gone', async () => {
    const { folder, weights, runFolder, cacheFolder, wanted } = await aTrainedRun();
    const before = await evaluate(computing(), wanted());
    await rename(cacheFolder, join(folder, 'elsewhere'));
    await rename(runFolder, join(folder, 'kept'));
    await rm(weights);
    const after = await evaluate(computing(), wanted({ cacheFolder: join(folder, 'elsewhere'), runFolder: join(folder, 'kept') }));
    expect(after.metrics).toEqual(before.metrics);
    expect(after.confusion).toEqual(before.confusion);
  });

  it('writes nothing when it is interrupted', async () => {
    const { runFolder, wanted } = await aTrainedRun();
    const interruption = new AbortController();
    const report = await evaluate(computing({ reporter: aListeningReporter(() => interruption.abort()) }), wanted({ signal: interruption.signal }));
    expect(report).toMatchObject({ stopped: 'interrupted', lines: ['Stopped before the evaluation was complete; nothing was written.'] });
    expect((await readdir(runFolder)).filter((name) => /evaluation|report/.test(name))).toEqual([]);
  });
});

describe('a run that cannot be evaluated', () => {
  it.each<[string, Partial<CacheDescription>, string, RegExp]>([
    ['other classes', { classes: ['bell', 'drum', 'siren'] }, 'CACHE_CLASSES', /trained on 3 classes that differ from the 3 of the cache's data set "small-clips"/],
    ['longer clips', { segmentSeconds: 2 }, 'CACHE_SEGMENTS', /clips of 4 x 1 s, the cache holds clips of 4 x 2 s/],
  ])('on clips with %s', async (_, description, code, message) => {
    const { folder, wanted } = await aTrainedRun({ epochs: 1 });
    const cacheFolder = await aSmallCache(computing(), join(folder, 'other'), {}, { description });
    const failure = evaluate(computing(), wanted({ cacheFolder }));
    await expect(failure).rejects.toMatchObject({ code, exitCode: 2, fix: expect.stringContaining('--cache') });
    await expect(failure).rejects.toThrow(message);
  });

  it('because it has no checkpoint yet says how to get one', async () => {
    const { folder, wanted } = await aTrainedRun({ epochs: 1 });
    await rm(join(folder, 'run', 'checkpoints', 'best.safetensors'));
    await rm(join(folder, 'run', 'checkpoints', 'last.safetensors'));
    await expect(evaluate(computing(), wanted())).rejects.toMatchObject({ code: 'RUN_UNTRAINED', exitCode: 3, fix: `avtool small:train --resume --run ${join(folder, 'run')}` });
  });

  it('by another task', async () => {
    const { wanted } = await aTrainedRun({ epochs: 1 });
    await expect(evaluate(computing(), wanted({ task: aSmallTask({ name: 'other' }) }))).rejects.toMatchObject({ code: 'RUN_TASK', exitCode: 2 });
  });

  it('on a split without clips', async () => {
    const { wanted } = await aTrainedRun({ epochs: 1 });
    await expect(evaluate(computing(), wanted({ split: 'holiday' }))).rejects.toMatchObject({ code: 'SPLIT_EMPTY', exitCode: 3 });
  });

  it('while it is trained by another process', async () => {
    const { runFolder, wanted } = await aTrainedRun({ epochs: 1 });
    const training = await computing().runs.open(runFolder, 'write');
    await expect(evaluate(computing(), wanted())).rejects.toMatchObject({ code: 'RUN_LOCKED', exitCode: 4 });
    await training.close();
    await expect(evaluate(computing(), wanted())).resolves.toMatchObject({ split: 'test' });
  });
});

/** The small network written out: encoder, layer, batch norm by its running statistics, relu, layer, arg-max. */
function predictedByHand(clip: StoredClip, weights: ReadonlyMap<string, TensorValue>): { segmentClasses: number[]; eventProbabilities: number[] } {
  const values = (name: string): number[] => Array.from(weights.get(name)?.data ?? []);
  const apply = (name: string, x: readonly number[], bias: readonly number[]): number[] => {
    const weight = values(name);
    return Array.from({ length: weight.length / x.length }, (_, row) => x.reduce((sum, value, k) => sum + weight[row * x.length + k] * value, bias[row] ?? 0));
  };
  const [mean, runningMean, runningVariance, scale, shift] = ['encoder.mean', 'head.norm.running_mean', 'head.norm.running_var', 'head.norm.weight', 'head.norm.bias'].map(values);
  const numbers = clipFeatures(clip, 4);
  const logits = [0, 1, 2, 3].map((t) => {
    const x = numbers.slice(t * 7, (t + 1) * 7).map((value, k) => value - mean[k]);
    const inner = apply('head.first.weight', apply('encoder.weight', x, []), values('head.first.bias'));
    const normed = inner.map((value, k) => Math.max(0, (scale[k] * (value - runningMean[k])) / Math.sqrt(runningVariance[k] + 1e-5) + shift[k]));
    return apply('head.second.weight', normed, values('head.second.bias'));
  });
  return {
    segmentClasses: logits.map((row) => row.indexOf(Math.max(...row))),
    eventProbabilities: logits.map((row) => 1 - Math.exp(row[3]) / row.reduce((sum, logit) => sum + Math.exp(logit), 0)),
  };
}
