import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../../src/app/runs/compare-runs.js';
import { eventScalars, exportEvents } from '../../../src/app/runs/export-events.js';
import { listRuns } from '../../../src/app/runs/list-runs.js';
import { runConfigToJson, type RunConfig } from '../../../src/app/run-config.js';
import type { SectionsContent } from '../../../src/domain/ports/report.js';
import { temporaryFolder } from '../../adapters/files/temporary-folder.js';
import { aRecipe } from '../../builders/definitions.js';
import { someServices } from '../../builders/services.js';
import { smallDescription } from '../../builders/small-task.js';

const { schema: _schema, frameFormat: _format, ...data } = smallDescription;

/** A run folder as training leaves it: one accuracy an epoch. */
async function aRun(folder: string, accuracies: readonly number[], wanted: Partial<RunConfig> = {}): Promise<string> {
  const run = await someServices().runs.create(folder);
  await run.writeConfig(runConfigToJson({ schema: 1, task: 'small', size: 'small', model: { dropout: 0.3 }, training: aRecipe({ epochs: 4, earlyStop: 2 }), weightFiles: [], data, cacheFolder: 'cache', versions: {}, configuration: [], ...wanted }));
  for (const [index, accuracy] of accuracies.entries()) {
    await run.appendMetrics({ kind: 'epoch', epoch: index + 1, step: 10 * (index + 1), loss: 2 - index / 2, trainAccuracy: 50, learningRate: 0.1, seconds: 3, clipsPerSecond: 9, split: 'val', accuracy, foregroundAccuracy: 1 });
  }
  await run.close();
  return folder;
}

async function broken(folder: string, config: string): Promise<string> {
  await mkdir(join(folder, 'checkpoints'), { recursive: true });
  await writeFile(join(folder, 'config.json'), config);
  return folder;
}

describe('the list of runs', () => {
  it.each([
    ['that came to its last epoch', [50, 60, 55, 70], 'finished', 'val, epoch 4'],
    ['that was below its best for two epochs', [50, 60, 55, 59], 'stopped early', 'val, epoch 2'],
    ['that stopped before', [50, 60], 'unfinished', 'val, epoch 2'],
    ['whose later epoch is as good', [60, 60], 'unfinished', 'val, epoch 2'],
  ])('says of one %s', async (_, accuracies, state, best) => {
    const folder = await temporaryFolder();
    await aRun(join(folder, 'first'), accuracies);
    const { lines } = await listRuns(someServices(), { folder });
    expect(lines[1]).toMatch(new RegExp(`^first +small +small-clips +small +usual +0 +${accuracies.length}/4 +\\d0\\.00 % \\(${best}\\) +${state}$`));
  });

  it('says that a run is being written, and that one has no epoch yet', async () => {
    const folder = await temporaryFolder();
    await aRun(join(folder, 'first'), []);
    await writeFile(join(folder, 'first', 'metrics.jsonl'), '');
    const writing = await someServices().runs.open(join(folder, 'first'), 'write');
    expect((await listRuns(someServices(), { folder })).runs).toMatchObject([{ state: 'running', best: null, epochs: { done: 0 } }]);
    await writing.close();
    expect((await listRuns(someServices(), { folder })).runs).toMatchObject([{ state: 'unfinished', best: null }]);
  });

  it('has a row for a broken folder that says what is wrong, beside the others', async () => {
    const folder = await temporaryFolder();
    await aRun(join(folder, 'b-good'), [50]);
    await broken(join(folder, 'a-cut'), '{"schema":1,"ta');
    await broken(join(folder, 'c-other'), '{"schema":7}');
    await mkdir(join(folder, 'd-lost'));
    await writeFile(join(folder, 'd-lost', 'metrics.jsonl'), '');
    await aRun(join(folder, 'e-torn'), [50]);
    await writeFile(join(folder, 'e-torn', 'metrics.jsonl'), 'no json\n');
    const { runs, lines } = await listRuns(someServices(), { folder });
    expect(runs.map((run) => ('fault' in run ? run.fault : run.state))).toEqual([
      expect.stringContaining('is damaged'),
      'unfinished',
      expect.stringContaining('not one of this version'),
      expect.stringContaining('no run in this folder'),
      expect.stringContaining('is damaged'),
    ]);
    expect(lines[1]).toMatch(/^a-cut .* broken: a file of this run is damaged/);
  });

  it('of an empty folder says that there is none', async () => {
    const folder = await temporaryFolder();
    expect(await listRuns(someServices(), { folder })).toMatchObject({ runs: [], lines: [`There is no run in ${folder}.`] });
  });
});

describe('the comparison of runs', () => {
  it('has what differs, the metrics of the chosen epochs, and one line a run in each chart', async () => {
    const folder = await temporaryFolder();
    const paths = [await aRun(join(folder, 'plain'), [50, 60, 55]), await aRun(join(folder, 'wide'), [40, 70], { model: { dropout: 0.3, width: [8, 16] }, training: aRecipe({ epochs: 4, earlyStop: 2, seed: 5 }) })];
    await writeFile(join(folder, 'plain', 'evaluation-test.json'), '{"metrics":{"accuracy":58.5}}');
    await writeFile(join(folder, 'wide', 'evaluation-test.json'), '{"metr');
    const contents: SectionsContent[] = [];
    const services = someServices({ onReport: (content) => void (content.kind === 'sections' && contents.push(content)) });
    const report = await compareRuns(services, { paths, html: join(folder, 'page.html'), force: false, command: 'avtool runs:compare' });
    expect(report.settings).toEqual([
      { key: 'training.seed', values: ['0', '5'] },
      { key: 'model.width', values: [null, '[8,16]'] },
    ]);
    const row = (name: string) => report.metrics.find((metric) => metric.name === name)?.values;
    expect([row('chosen: val accuracy, %'), row('best epoch'), row('measured: test accuracy, %'), row('training time, s')]).toEqual([[60, 70], [2, 2], [58.5, null], [9, 6]]);
    const [{ sections, notices }] = contents;
    expect(sections[0].title).toBe('wide has the best val accuracy: 70.00 % in epoch 2');
    expect(sections[1].parts.map((part) => part.kind === 'lines' && part.series.map(({ name, points }) => [name, points.map(({ y }) => y)]))).toEqual([
      [['plain', [2, 1.5, 1]], ['wide', [2, 1.5]]],
      [['plain', [50, 60, 55]], ['wide', [40, 70]]],
    ]);
    expect(notices).toEqual(['plain is not finished: 3 of 4 epochs.', 'wide is not finished: 2 of 4 epochs.']);
  });

  it('leaves out what cannot be read, says so, and ends with 1', async () => {
    const folder = await temporaryFolder();
    const paths = [await aRun(join(folder, 'a'), [50]), await broken(join(folder, 'b'), '{'), await aRun(join(folder, 'c'), [50])];
    const report = await compareRuns(someServices(), { paths, force: false, command: '' });
    expect(report).toMatchObject({ exitCode: 1, broken: [{ path: paths[1] }], settings: [] });
    expect(report.lines).toContain('No setting differs.');
    expect(report.lines.at(-1)).toMatch(/^left out: .*\/b: a file of this run is damaged/);
  });

  it('of many runs draws as many lines in one chart as can be told apart', async () => {
    const folder = await temporaryFolder();
    for (let run = 0; run < 9; run++) await aRun(join(folder, `run-${run}`), [50]);
    const contents: SectionsContent[] = [];
    await compareRuns(someServices({ onReport: (content) => void (content.kind === 'sections' && contents.push(content)) }), { paths: [folder], html: join(folder, 'page.html'), force: false, command: '' });
    expect(contents[0].sections[1].parts.map((part) => part.kind === 'lines' && part.series.length)).toEqual([8, 1, 8, 1]);
  });

  it('needs two runs, and a folder that has any', async () => {
    const folder = await temporaryFolder();
    const path = await aRun(join(folder, 'a'), [50]);
    await expect(compareRuns(someServices(), { paths: [path, path], force: false, command: '' })).rejects.toMatchObject({ code: 'RUNS_TOO_FEW', exitCode: 2 });
    await expect(compareRuns(someServices(), { paths: [await temporaryFolder()], force: false, command: '' })).rejects.toMatchObject({ code: 'RUN_MISSING', exitCode: 3 });
  });

  it('replaces no page unasked', async () => {
    const folder = await temporaryFolder();
    const paths = [await aRun(join(folder, 'a'), [50]), await aRun(join(folder, 'b'), [50])];
    const html = join(folder, 'page.html');
    await writeFile(html, 'mine');
    await expect(compareRuns(someServices(), { paths, html, force: false, command: '' })).rejects.toMatchObject({ code: 'FILE_EXISTS', exitCode: 4 });
    expect(await readFile(html, 'utf8')).toBe('mine');
    await compareRuns(someServices(), { paths, html, force: true, command: '' });
    expect(await readFile(html, 'utf8')).toBe('<!doctype html>');
  });
});

describe('the numbers of a run for TensorBoard', () => {
  it('stand at their step under the group they belong to, with the seconds of training; what is no number is left out', () => {
    const scalars = eventScalars([
      { kind: 'step', step: 20, epoch: 1, loss: 2, gate: null },
      { kind: 'epoch', epoch: 1, step: 30, loss: 1.5, seconds: 4, split: 'val', accuracy: 60 },
      { kind: 'step', step: 40, epoch: 2, loss: 1 },
    ]);
    expect(scalars).toEqual([
      { tag: 'step/loss', step: 20, seconds: 0, value: 2 },
      { tag: 'epoch/loss', step: 30, seconds: 4, value: 1.5 },
      { tag: 'epoch/seconds', step: 30, seconds: 4, value: 4 },
      { tag: 'val/accuracy', step: 30, seconds: 4, value: 60 },
      { tag: 'step/loss', step: 40, seconds: 4, value: 1 },
    ]);
  });

  it('are written into one folder a run, without the broken ones', async () => {
    const folder = await temporaryFolder();
    const paths = [await aRun(join(folder, 'a/run'), [50]), await aRun(join(folder, 'b/run'), [50]), await broken(join(folder, 'c'), '{')];
    const written: string[] = [];
    const services = someServices({ eventLogs: () => Promise.resolve({ write: (to) => (written.push(to), Promise.resolve(join(to, 'events'))) }) });
    const report = await exportEvents(services, { paths, folder: 'out' });
    expect(report).toMatchObject({ exitCode: 1, broken: [{ path: paths[2] }] });
    expect(written).toEqual([join('out', 'a/run'), join('out', 'b/run')]);
  });
});
