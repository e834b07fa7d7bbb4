import { AvtoolError } from '../../domain/errors.js';
import { distinctNames } from '../../domain/experiments/distinct-names.js';
import { alignedTable } from '../../domain/experiments/results-table.js';
import type { Services } from '../services.js';
import type { UseCaseReport } from '../use-case-requests.js';
import { comparisonPage } from './comparison-page.js';
import { differingSettings, type DifferingSetting } from './differing-settings.js';
import { metricRows, type MetricRow } from './metric-rows.js';
import { isBroken, summariseRun, type BrokenRun, type NamedRun, type RunSummary } from './run-summary.js';

export interface CompareRunsRequest {
  /** Run folders, or folders of runs. */
  readonly paths: readonly string[];
  /** Page to write. */
  readonly html?: string | undefined;
  /** Replaces a page that is there. */
  readonly force: boolean;
  /** The command that makes the page again. */
  readonly command: string;
}

export interface CompareRunsReport extends UseCaseReport {
  readonly runs: readonly { readonly name: string; readonly path: string; readonly state: RunSummary['state']; readonly best: RunSummary['best'] }[];
  /** Values stand in the order of the runs; `null` is missing. */
  readonly settings: readonly DifferingSetting[];
  readonly metrics: readonly MetricRow[];
  readonly broken: readonly BrokenRun[];
  readonly html: string | null;
}

/**
 * What differs between runs: settings, metrics, and learning curves on one page.
 * @throws AvtoolError FOLDER_MISSING, RUN_MISSING, RUNS_TOO_FEW, FILE_EXISTS
 */
export async function compareRuns(services: Services, { paths, html, force, command }: CompareRunsRequest): Promise<CompareRunsReport> {
  if (html !== undefined && !force && (await services.data.exists(html))) {
    throw new AvtoolError({ code: 'FILE_EXISTS', message: 'the page is there already', where: html, fix: 'choose another name, or replace it with --force', exitCode: 4 });
  }
  const summaries = await summariesOf(services, paths);
  const broken = summaries.filter(isBroken);
  const usable = summaries.filter((summary): summary is RunSummary => !isBroken(summary));
  if (usable.length < 2) throw tooFew(broken);
  const names = distinctNames(usable.map(({ path }) => path));
  const runs = usable.map((summary, index): NamedRun => ({ ...summary, name: names[index] }));
  const settings = differingSettings(runs);
  const metrics = await metricRows(services.data, runs);
  if (html !== undefined) await services.data.writeText(html, await (await services.reports()).render(comparisonPage(runs, settings, metrics, broken, services.versions, command)));
  return {
    runs: runs.map(({ name, path, state, best }) => ({ name, path, state, best })),
    settings,
    metrics,
    broken,
    html: html ?? null,
    ...(broken.length > 0 && { exitCode: 1 as const }),
    lines: [
      ...alignedTable(textTable('metric', names, metrics.map(({ name, digits, values }) => [name, ...values.map((value) => value?.toFixed(digits) ?? '–')]))),
      '',
      ...(settings.length === 0 ? ['No setting differs.'] : alignedTable(textTable('setting', names, settings.map(({ key, values }) => [key, ...values.map((value) => value ?? '–')])))),
      ...broken.map(({ path, fault }) => `left out: ${path}: ${fault}`),
      ...(html === undefined ? [] : [`Report: ${html}`]),
    ],
  };
}

/** Runs of all folders, each once. @throws AvtoolError RUN_MISSING for a folder without any */
export async function summariesOf(services: Services, paths: readonly string[]): Promise<(RunSummary | BrokenRun)[]> {
  const summaries = new Map<string, RunSummary | BrokenRun>();
  for (const path of paths) {
    const found = await services.runs.find(path);
    if (found.length === 0) throw new AvtoolError({ code: 'RUN_MISSING', message: 'there is no run in this folder', where: path, fix: 'avtool runs:list FOLDER shows where runs are', exitCode: 3 });
    for (const run of found) summaries.set(run.path, await summariseRun(services, run));
  }
  return [...summaries.values()];
}

const textTable = (head: string, names: readonly string[], rows: readonly (readonly string[])[]): Parameters<typeof alignedTable>[0] => ({ columns: [{ title: head, numeric: false }, ...names.map((title) => ({ title, numeric: true }))], rows });

function tooFew([first]: readonly BrokenRun[]): AvtoolError {
  return new AvtoolError({ code: 'RUNS_TOO_FEW', message: `a comparison needs two runs that can be read${first === undefined ? '' : `; ${first.fault}`}`, ...(first !== undefined && { where: first.path }), fix: 'avtool runs:list FOLDER shows which can be read', exitCode: 2 });
}
