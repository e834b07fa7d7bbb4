import { join } from 'node:path';
import { distinctNames } from '../../domain/experiments/distinct-names.js';
import type { EventScalar } from '../../domain/ports/event-log.js';
import type { MetricRecord } from '../../domain/ports/run-store.js';
import type { Services } from '../services.js';
import type { UseCaseReport } from '../use-case-requests.js';
import { summariesOf } from './compare-runs.js';
import { isBroken, metricNames, type BrokenRun, type RunSummary } from './run-summary.js';

export interface ExportEventsRequest {
  /** Run folders, or folders of runs. */
  readonly paths: readonly string[];
  /** Gets a folder for every run. */
  readonly folder: string;
}

export interface ExportEventsReport extends UseCaseReport {
  readonly folder: string;
  readonly runs: readonly { readonly name: string; readonly path: string; readonly file: string; readonly scalars: number }[];
  readonly broken: readonly BrokenRun[];
}

/** Writes what runs recorded of their course as TensorBoard event files. @throws AvtoolError FOLDER_MISSING, RUN_MISSING, DISK_FULL, WRITE_FAILED */
export async function exportEvents(services: Services, { paths, folder }: ExportEventsRequest): Promise<ExportEventsReport> {
  const summaries = await summariesOf(services, paths);
  const broken = summaries.filter(isBroken);
  const usable = summaries.filter((summary): summary is RunSummary => !isBroken(summary));
  const names = distinctNames(usable.map(({ path }) => path));
  const writer = await services.eventLogs();
  const runs: { name: string; path: string; file: string; scalars: number }[] = [];
  for (const [index, { path, records }] of usable.entries()) {
    const scalars = eventScalars(records);
    runs.push({ name: names[index], path, file: await writer.write(join(folder, names[index]), scalars), scalars: scalars.length });
  }
  return {
    folder,
    runs,
    broken,
    ...(broken.length > 0 && { exitCode: 1 as const }),
    lines: [...runs.map(({ name, scalars, file }) => `${name}: ${scalars} numbers in ${file}`), ...broken.map(({ path, fault }) => `left out: ${path}: ${fault}`), ...(runs.length === 0 ? [] : [`Next: tensorboard --logdir ${folder}`])],
  };
}

/** Fields of a record that are its place, not a measurement. */
const places: readonly string[] = ['kind', 'epoch', 'step', 'split'];

/**
 * Numbers over steps: `step/…` within epochs, `epoch/…` of whole ones, `SPLIT/…` for the task's metrics. Records keep no time of day, so time counts the
 * seconds of training from 0; what is within an epoch has the time at which it began.
 */
export function eventScalars(records: readonly MetricRecord[]): EventScalar[] {
  const metrics = new Set(metricNames(records));
  let seconds = 0;
  return records.flatMap((record) => {
    const { kind, step, split } = record;
    if (typeof step !== 'number' || (kind !== 'epoch' && kind !== 'step')) return [];
    if (kind === 'epoch' && typeof record.seconds === 'number') seconds += record.seconds;
    const time = seconds;
    const groupOf = (name: string): string => (kind === 'epoch' && metrics.has(name) && typeof split === 'string' ? split : kind);
    return Object.entries(record).flatMap(([name, value]) => (places.includes(name) || typeof value !== 'number' ? [] : [{ tag: `${groupOf(name)}/${name}`, step, seconds: time, value }]));
  });
}
