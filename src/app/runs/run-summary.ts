import { isAvtoolError } from '../../domain/errors.js';
import type { FoundRun, MetricRecord } from '../../domain/ports/run-store.js';
import { initialSelection, select } from '../../domain/training/early-stopping.js';
import { learningRecords } from '../learning-records.js';
import { readRunConfig, type RunConfig } from '../run-config.js';
import type { Services } from '../services.js';

/** `running`: a process writes it now; `unfinished`: it can be resumed. */
export type RunState = 'finished' | 'stopped early' | 'running' | 'unfinished';

/** A run as its folder tells of it, without its weights. */
export interface RunSummary {
  readonly path: string;
  readonly config: RunConfig;
  readonly records: readonly MetricRecord[];
  readonly evaluated: readonly string[];
  readonly state: RunState;
  /** Epochs completed. */
  readonly epochs: number;
  /** The epoch that was chosen, by the split that chooses and its metric. */
  readonly best: { readonly epoch: number; readonly metric: string; readonly value: number; readonly split: string } | null;
}

/** A run with the name that tells it from the others. */
export type NamedRun = RunSummary & { readonly name: string };

/** A run folder that cannot be read, and why. */
export interface BrokenRun {
  readonly path: string;
  readonly fault: string;
}

/** Reads what a run folder says of its run; a fault of the folder is an answer, not an error. */
export async function summariseRun({ runs }: Pick<Services, 'runs'>, { path, busy, evaluated }: FoundRun): Promise<RunSummary | BrokenRun> {
  try {
    const run = await runs.open(path, 'read');
    try {
      const config = await readRunConfig(run);
      const records = learningRecords(await run.readMetrics());
      return { path, config, records, evaluated, ...progressOf(records, config, busy) };
    } finally {
      await run.close();
    }
  } catch (error) {
    if (!isAvtoolError(error)) throw error;
    return { path, fault: error.message };
  }
}

export const isBroken = (run: RunSummary | BrokenRun): run is BrokenRun => 'fault' in run;

function progressOf(records: readonly MetricRecord[], { training }: RunConfig, busy: boolean): Pick<RunSummary, 'state' | 'epochs' | 'best'> {
  const metric = mainMetric(records);
  let selection = initialSelection;
  let epochs = 0;
  let best: RunSummary['best'] = null;
  let early = false;
  for (const { epoch, value } of epochValues(records, metric)) {
    const chosen = select(selection, value, training.earlyStop);
    selection = chosen.state;
    epochs = epoch;
    early = chosen.stop;
    if (chosen.save && metric !== undefined) best = { epoch, metric, value, split: training.selectionSplit };
  }
  const ended = early ? 'stopped early' : epochs >= training.epochs ? 'finished' : 'unfinished';
  return { state: busy && ended === 'unfinished' ? 'running' : ended, epochs, best };
}

/** Fields that every epoch's record has; the task's metrics follow them, the main one first. */
const loopFields: readonly string[] = ['kind', 'epoch', 'step', 'loss', 'trainAccuracy', 'learningRate', 'seconds', 'clipsPerSecond', 'split'];

/** Names of the task's metrics in the records of epochs, the main one first. */
export function metricNames(records: readonly MetricRecord[]): string[] {
  const epochs = records.filter(({ kind }) => kind === 'epoch');
  return [...new Set(epochs.flatMap((record) => Object.keys(record)))].filter((name) => !loopFields.includes(name));
}

export const mainMetric = (records: readonly MetricRecord[]): string | undefined => metricNames(records)[0];

/** What chose the checkpoint: a metric that is missing counts as 0, as it does in training. */
function epochValues(records: readonly MetricRecord[], metric: string | undefined): { readonly epoch: number; readonly value: number }[] {
  return records.flatMap((record) => {
    if (record.kind !== 'epoch' || typeof record.epoch !== 'number') return [];
    const value = metric === undefined ? undefined : record[metric];
    return [{ epoch: record.epoch, value: typeof value === 'number' ? value : 0 }];
  });
}
