import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runGrid, type GridRequest } from '../../../src/app/grid/run-grid.js';
import { AvtoolError } from '../../../src/domain/errors.js';
import { cellName, type CellLabels } from '../../../src/domain/experiments/grid-cell.js';
import type { ReportContent } from '../../../src/domain/ports/report.js';
import { temporaryFolder } from '../../adapters/files/temporary-folder.js';
import { aListeningReporter, someServices } from '../../builders/services.js';

const cells: CellLabels[] = [1, 2].flatMap((seed) => ['plain', 'guided'].map((variant) => ({ variant, seed })));
const setup = { command: 'avtool mine:ablate', versions: {}, engine: 'none', seed: '1, 2', recipe: 'usual', model: {} };
const valueOf = ({ variant, seed }: CellLabels) => (variant === 'plain' ? 50 : 60) + 2 * Number(seed);

/** A grid of four cells whose results are known: 52, 54 and 62, 64. `ran` has the names of the cells that were run. */
function aGrid(folder: string, wanted: Partial<GridRequest> = {}) {
  const ran: string[] = [];
  const request: GridRequest = {
    folder,
    definition: { name: 'mine:ablate parts', cells, settings: { epochs: 3, model: { alpha: 0.3 } } },
    presentation: {
      rowLabel: 'variant',
      rows: [{ name: 'plain', baseline: true, paper: { accuracy: 55 } }, { name: 'guided' }, { name: 'theirs', paper: { accuracy: 58.5 } }],
      measures: [{ name: 'accuracy', title: 'accuracy', unit: '%', digits: 1 }],
      main: 'accuracy',
      origin: { title: 'Parts', task: 'mine', dataset: { title: 'Mine', rendered: false }, setup, notices: [], reproduce: 'avtool mine:ablate' },
      remarks: [],
    },
    runCell: async (labels) => {
      ran.push(cellName(labels));
      return { values: { accuracy: valueOf(labels) }, facts: {} };
    },
    signal: new AbortController().signal,
    ...wanted,
  };
  return { request, ran };
}

describe('an experiment grid', () => {
  it('gives mean and deviation of every row, beside the paper', async () => {
    const folder = await temporaryFolder();
    const report = await runGrid(someServices(), aGrid(folder).request);
    expect(report).toMatchObject({ cells: { finished: 4, total: 4, run: ['plain.seed-1', 'guided.seed-1', 'plain.seed-2', 'guided.seed-2'] } });
    expect(report.exitCode).toBeUndefined();
    // Of 52 and 54: 53 and √2.
    expect(await readFile(join(folder, 'table.md'), 'utf8')).toContain('| plain | 2 | 53.0 ± 1.4 | 55.0 |\n| guided | 2 | 63.0 ± 1.4 | – |\n| theirs | 0 | – | 58.5 |');
    expect(await readFile(join(folder, 'table.csv'), 'utf8')).toMatch(/^plain,2,2,53,1\.4142135623730951,55,\r$/m);
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toBe('<!doctype html>');
  });

  it('runs no finished cell again', async () => {
    const folder = await temporaryFolder();
    await runGrid(someServices(), aGrid(folder).request);
    const { request, ran } = aGrid(folder);
    expect(await runGrid(someServices(), request)).toMatchObject({ cells: { finished: 4, run: [] } });
    expect(ran).toEqual([]);
  });

  it('runs a cell again whose result is damaged, and says so', async () => {
    const folder = await temporaryFolder();
    await runGrid(someServices(), aGrid(folder).request);
    await writeFile(join(folder, 'cells', 'guided.seed-1', 'result.json'), '{"schema":1,"values":{"accu');
    const reporter = aListeningReporter();
    const { request, ran } = aGrid(folder);
    await runGrid(someServices({ reporter }), request);
    expect(ran).toEqual(['guided.seed-1']);
    expect(reporter.lines).toContain(`warning: ${join(folder, 'cells', 'guided.seed-1', 'result.json')} is damaged; the cell counts as not finished.`);
  });

  it('goes on after a cell that fails, says which and why, ends with 1, and tries it again the next time', async () => {
    const folder = await temporaryFolder();
    const { request } = aGrid(folder);
    const failing: GridRequest['runCell'] = async (labels, at) => {
      if (cellName(labels) === 'guided.seed-1') throw new AvtoolError({ code: 'LOSS_NOT_FINITE', message: 'the loss is no number', where: at, fix: 'lower --lr', exitCode: 1 });
      if (cellName(labels) === 'plain.seed-2') throw new TypeError('x is not a function');
      return request.runCell(labels, at);
    };
    const reporter = aListeningReporter();
    const report = await runGrid(someServices({ reporter }), { ...request, runCell: failing });
    expect(report).toMatchObject({ exitCode: 1, cells: { finished: 2, failed: [{ cell: 'guided.seed-1', code: 'LOSS_NOT_FINITE', fix: 'lower --lr' }, { cell: 'plain.seed-2', code: 'BUG' }] } });
    expect(report.lines).toContain('failed: guided.seed-1: the loss is no number  [LOSS_NOT_FINITE]');
    expect(reporter.lines.find((line) => line.includes('plain.seed-2 failed'))).toMatch(/TypeError: x is not a function\n +at /);
    const again = aGrid(folder);
    expect((await runGrid(someServices(), again.request)).exitCode).toBeUndefined();
    expect(again.ran).toEqual(['guided.seed-1', 'plain.seed-2']);
  });

  it('passes over a cell that another process is writing, without calling it a failure', async () => {
    const { request } = aGrid(await temporaryFolder());
    const locked: GridRequest['runCell'] = async (labels, at) => {
      if (cellName(labels) === 'plain.seed-1') throw new AvtoolError({ code: 'RUN_LOCKED', message: 'written by process 7', exitCode: 4 });
      return request.runCell(labels, at);
    };
    const report = await runGrid(someServices(), { ...request, runCell: locked });
    expect(report).toMatchObject({ cells: { finished: 3, busy: ['plain.seed-1'], failed: [] } });
    expect(report.exitCode).toBeUndefined();
  });

  it('in parts runs every cell once, whichever part ends last, and both write one table', async () => {
    const folder = await temporaryFolder();
    const [first, second] = [aGrid(folder, { shard: { index: 1, of: 2 } }), aGrid(folder, { shard: { index: 2, of: 2 } })];
    await Promise.all([runGrid(someServices(), first.request), runGrid(someServices(), second.request)]);
    expect([first.ran, second.ran]).toEqual([['plain.seed-1', 'plain.seed-2'], ['guided.seed-1', 'guided.seed-2']]);
    expect(await readFile(join(folder, 'table.csv'), 'utf8')).toMatch(/^plain,2,2,53,[\s\S]*^guided,2,2,63,/m);
  });

  it('that is interrupted begins no other cell, and shows what there is as not complete', async () => {
    const folder = await temporaryFolder();
    const interruption = new AbortController();
    const { request, ran } = aGrid(folder, { signal: interruption.signal });
    const contents: ReportContent[] = [];
    const stopping: GridRequest['runCell'] = async (labels, at) => {
      const result = await request.runCell(labels, at);
      if (ran.length === 2) interruption.abort();
      return result;
    };
    const report = await runGrid(someServices({ onReport: (content) => void contents.push(content) }), { ...request, runCell: stopping });
    expect(report).toMatchObject({ stopped: 'interrupted', cells: { finished: 2, total: 4 } });
    expect(ran).toHaveLength(2);
    expect(contents.at(-1)?.notices).toEqual(['Only 2 of 4 cells are finished.']);
    expect(await readFile(join(folder, 'table.md'), 'utf8')).toContain('| plain | 1 of 2 | 52.0 | 55.0 |');
  });

  it.each<[string, GridRequest['definition'], string]>([
    ['a setting', { name: 'mine:ablate parts', cells, settings: { epochs: 3, model: { alpha: 0.5 } } }, 'this grid was begun with settings.model.alpha 0.3, not 0.5'],
    ['a setting that is new', { name: 'mine:ablate parts', cells, settings: { epochs: 3, model: { alpha: 0.3, beta: 1 } } }, 'this grid was begun with settings.model.beta unset, not 1'],
    ['a setting that is gone', { name: 'mine:ablate parts', cells, settings: { model: { alpha: 0.3 } } }, 'this grid was begun with settings.epochs 3, not unset'],
    ['other cells', { name: 'mine:ablate parts', cells: [...cells, { variant: 'plain', seed: 3 }], settings: { epochs: 3, model: { alpha: 0.3 } } }, 'this grid was begun with cells.4 unset, not {"variant":"plain","seed":3}'],
    ['another purpose', { name: 'mine:ablate weights', cells, settings: { epochs: 3, model: { alpha: 0.3 } } }, 'this grid was begun with name "mine:ablate parts", not "mine:ablate weights"'],
  ])('is refused with %s, by the name of the field', async (_, definition, message) => {
    const folder = await temporaryFolder();
    await runGrid(someServices(), aGrid(folder).request);
    const { request, ran } = aGrid(folder, { definition });
    await expect(runGrid(someServices(), request)).rejects.toMatchObject({ code: 'GRID_CHANGED', exitCode: 4, message, where: join(folder, 'grid.json') });
    expect(ran).toEqual([]);
  });
});
