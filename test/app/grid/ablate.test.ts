import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createEventLogWriter } from '../../../src/adapters/report/tensorboard/event-log-writer.js';
import { createOnnxruntimeEngine } from '../../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { htmlReportWriter } from '../../../src/adapters/report/html/html-report-writer.js';
import { ablateTraining, type TrainingAblation } from '../../../src/app/grid/ablate.js';
import { compareRuns } from '../../../src/app/runs/compare-runs.js';
import { exportEvents } from '../../../src/app/runs/export-events.js';
import { listRuns } from '../../../src/app/runs/list-runs.js';
import type { Services } from '../../../src/app/services.js';
import type { Ablation } from '../../../src/domain/experiments/ablation.js';
import { aListeningReporter, someServices } from '../../builders/services.js';
import { aWorkplace, traceOf } from '../small-runs.js';

const engine = createOnnxruntimeEngine({ threads: 1 });
afterAll(() => engine.dispose());
const computing = (wanted: Parameters<typeof someServices>[0] = {}): Services => someServices({ computing: engine, reports: () => Promise.resolve(htmlReportWriter), eventLogs: () => Promise.resolve(createEventLogWriter()), ...wanted });

const dropouts: Ablation = {
  name: 'dropout',
  title: 'Whether dropout helps',
  source: 'table 1',
  main: 'accuracy',
  variants: [
    { name: 'without', model: { dropout: 0 }, paper: { accuracy: 70 }, baseline: true, points: [{ curve: 'dropout', at: 0 }] },
    { name: 'half', model: { dropout: 0.5 }, points: [{ curve: 'dropout', at: 0.5 }] },
    { name: 'theirs', paper: { accuracy: 75.5 } },
  ],
  remarks: ['Only dropout is varied.'],
};

/** A place to ablate the small task's dropout in: two variants, two seeds, two epochs of eight batches. */
async function anAblation() {
  const { folder, cacheFolder, request } = await aWorkplace({ clips: { train: 16, val: 5, test: 7 } });
  const { task, cacheFolder: _cache, runFolder: _run, resume: _resume, signal: _signal, ...training } = request('unused');
  const wanted = (grid: string, change: Partial<TrainingAblation> = {}): TrainingAblation => ({
    task,
    ablation: dropouts,
    gridFolder: join(folder, grid),
    settings: { epochs: 2 },
    engine: 'onnxruntime, cpu',
    recipe: 'usual',
    command: `avtool small:ablate --grid ${grid}`,
    cacheFolder,
    split: 'test',
    seeds: [1, 2],
    training: ({ model = {} }, seed) => Promise.resolve({ ...training, model, training: { epochs: 2, seed } }),
    sections: [],
    signal: new AbortController().signal,
    ...change,
  });
  return { folder, wanted };
}

describe('an ablation from cells to runs', () => {
  it('trains and measures every variant with every seed, shows it beside the paper, and its runs can be listed, compared and drawn', async () => {
    const { folder, wanted } = await anAblation();
    const report = await ablateTraining(computing(), wanted('grid'));
    expect(report).toMatchObject({ cells: { finished: 4, total: 4, run: ['without.seed-1', 'half.seed-1', 'without.seed-2', 'half.seed-2'], failed: [] } });

    const accuracyOf = async (cell: string) => (JSON.parse(await readFile(join(folder, 'grid/cells', cell, 'evaluation-test.json'), 'utf8')) as { metrics: { accuracy: number } }).metrics.accuracy;
    const [one, two] = [await accuracyOf('half.seed-1'), await accuracyOf('half.seed-2')];
    const half = report.rows.find(({ name }) => name === 'half');
    expect(half?.measures.accuracy.mean).toBeCloseTo((one + two) / 2, 10);
    // Of two numbers the sample deviation is their distance over √2.
    expect(half?.measures.accuracy.deviation).toBeCloseTo(Math.abs(one - two) / Math.SQRT2, 10);
    const page = await readFile(join(folder, 'grid/report.html'), 'utf8');
    for (const text of ['Whether dropout helps (table 1)', 'Only dropout is varied.', '75.5', 'Rendered scenes', 'accuracy over dropout']) expect(page).toContain(text);

    const listed = await listRuns(computing(), { folder });
    expect(listed.runs.map((run) => ('fault' in run ? run.fault : [run.task, run.dataset, run.size, run.recipe, run.seed, run.epochs, run.state]))).toEqual([
      ['small', 'small-clips', 'small', 'usual', 1, { done: 2, planned: 2 }, 'finished'],
      ['small', 'small-clips', 'small', 'usual', 2, { done: 2, planned: 2 }, 'finished'],
      ['small', 'small-clips', 'small', 'usual', 1, { done: 2, planned: 2 }, 'finished'],
      ['small', 'small-clips', 'small', 'usual', 2, { done: 2, planned: 2 }, 'finished'],
    ]);

    const cells = ['half.seed-1', 'without.seed-2'].map((cell) => join(folder, 'grid/cells', cell));
    const compared = await compareRuns(computing(), { paths: cells, html: join(folder, 'compared.html'), force: false, command: 'avtool runs:compare' });
    expect(compared.settings).toEqual([
      { key: 'model.dropout', values: ['0.5', '0'] },
      { key: 'training.seed', values: ['1', '2'] },
    ]);
    expect(compared.metrics.find(({ name }) => name === 'measured: test accuracy, %')?.values).toEqual([one, await accuracyOf('without.seed-2')]);
    expect((await readFile(join(folder, 'compared.html'), 'utf8')).match(/<svg /g)).toHaveLength(2);

    const events = await exportEvents(computing(), { paths: [join(folder, 'grid')], folder: join(folder, 'events') });
    expect(events.runs.map(({ name }) => name)).toEqual(['half.seed-1', 'half.seed-2', 'without.seed-1', 'without.seed-2']);
  });

  it('that is interrupted in the middle of a cell goes on to what an unbroken one gives', async () => {
    const { folder, wanted } = await anAblation();
    await ablateTraining(computing(), wanted('unbroken'));
    const interruption = new AbortController();
    // Eight batches an epoch and four batches of evaluation a cell: call 25 is in the second cell.
    const reporter = aListeningReporter((calls) => void (calls === 25 && interruption.abort()));
    const stopped = await ablateTraining(computing({ reporter }), wanted('broken', { signal: interruption.signal }));
    expect(stopped).toMatchObject({ stopped: 'interrupted', cells: { finished: 1 } });
    expect((await listRuns(computing(), { folder: join(folder, 'broken') })).runs).toMatchObject([{ state: 'unfinished' }, { state: 'finished' }]);
    const resumed = await ablateTraining(computing(), wanted('broken'));
    expect(resumed.cells.run).toEqual(['half.seed-1', 'without.seed-2', 'half.seed-2']);
    for (const cell of ['half.seed-1', 'half.seed-2']) expect(await traceOf(join(folder, 'broken/cells', cell))).toEqual(await traceOf(join(folder, 'unbroken/cells', cell)));
    expect(await readFile(join(folder, 'broken/table.csv'), 'utf8')).toBe(await readFile(join(folder, 'unbroken/table.csv'), 'utf8'));
  });

  it('warns where the split that is measured has chosen the checkpoints', async () => {
    const { folder, wanted } = await anAblation();
    await ablateTraining(computing(), wanted('grid', { split: 'val', seeds: [1] }));
    expect(await readFile(join(folder, 'grid/table.md'), 'utf8')).toContain('Checkpoints were selected on the split that is measured ("val"): the numbers are optimistic.');
  });

  it('of a cell that cannot be trained goes on with the others', async () => {
    const { wanted } = await anAblation();
    const usual = wanted('grid', { seeds: [1] });
    const report = await ablateTraining(computing(), { ...usual, training: async (variant, seed) => ({ ...(await usual.training(variant, seed)), ...(variant.name === 'half' && { weights: ['/nowhere/encoder.safetensors'] }) }) });
    expect(report).toMatchObject({ exitCode: 1, cells: { finished: 1, failed: [{ cell: 'half.seed-1', code: 'WEIGHTS_MISSING' }] } });
  });
});
