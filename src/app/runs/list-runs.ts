import { relative } from 'node:path';
import { alignedTable } from '../../domain/experiments/results-table.js';
import type { Services } from '../services.js';
import type { UseCaseReport } from '../use-case-requests.js';
import { isBroken, summariseRun, type BrokenRun, type RunSummary } from './run-summary.js';

export interface ListedRun {
  readonly path: string;
  readonly task: string;
  readonly dataset: string;
  readonly size: string;
  readonly recipe: string;
  readonly seed: number;
  readonly epochs: { readonly done: number; readonly planned: number };
  readonly best: RunSummary['best'];
  readonly state: RunSummary['state'];
}

export interface ListRunsReport extends UseCaseReport {
  readonly folder: string;
  readonly runs: readonly (ListedRun | BrokenRun)[];
}

/** Every run in a folder and below it; folders that cannot be read are rows that say why. @throws AvtoolError FOLDER_MISSING */
export async function listRuns(services: Pick<Services, 'runs'>, { folder }: { readonly folder: string }): Promise<ListRunsReport> {
  const runs: (ListedRun | BrokenRun)[] = [];
  for (const found of await services.runs.find(folder)) {
    const summary = await summariseRun(services, found);
    runs.push(isBroken(summary) ? summary : listed(summary));
  }
  return { folder, runs, lines: runs.length === 0 ? [`There is no run in ${folder}.`] : alignedTable({ columns, rows: runs.map((run) => rowOf(run, folder)) }) };
}

const listed = ({ path, config, epochs, best, state }: RunSummary): ListedRun => ({
  path,
  task: config.task,
  dataset: config.data.dataset,
  size: config.size,
  recipe: config.training.recipe,
  seed: config.training.seed,
  epochs: { done: epochs, planned: config.training.epochs },
  best,
  state,
});

const columns = ['run', 'task', 'data set', 'size', 'recipe', 'seed', 'epochs', 'best', 'state'].map((title) => ({ title, numeric: ['seed', 'epochs'].includes(title) }));

function rowOf(run: ListedRun | BrokenRun, folder: string): string[] {
  const name = relative(folder, run.path) || run.path;
  if ('fault' in run) return [name, '–', '–', '–', '–', '–', '–', '–', `broken: ${run.fault}`];
  const { task, dataset, size, recipe, seed, epochs, best, state } = run;
  return [name, task, dataset, size, recipe, String(seed), `${epochs.done}/${epochs.planned}`, best === null ? '–' : `${best.value.toFixed(2)} % (${best.split}, epoch ${best.epoch})`, state];
}
