import { join } from 'node:path';
import { z } from 'zod';
import type { DataFolder } from '../services.js';
import { metricNames, type NamedRun } from './run-summary.js';

export interface MetricRow {
  readonly name: string;
  readonly digits: number;
  /** In the order of the runs; `null` is missing. */
  readonly values: readonly (number | null)[];
}

const evaluation = z.object({ metrics: z.record(z.string(), z.number()) });

/** Metrics of the chosen epoch by the split that chose it, then of every split the runs were measured on, then what training came to. */
export async function metricRows(data: DataFolder, runs: readonly NamedRun[]): Promise<MetricRow[]> {
  const columns = await Promise.all(runs.map(async (run) => new Map([...chosenEpoch(run), ...(await measured(data, run)), ...training(run)])));
  const names = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort((a, b) => rank(a) - rank(b));
  return names.map((name) => ({ name, digits: name === 'epochs' || name === 'best epoch' ? 0 : 2, values: columns.map((column) => column.get(name) ?? null) }));
}

/** The order in which groups of rows stand; sorting keeps the order inside a group. */
const rank = (name: string): number => (name.startsWith('chosen: ') ? 0 : name.startsWith('measured: ') ? 1 : 2);

function chosenEpoch({ records, best }: NamedRun): [string, number][] {
  const record = records.find(({ kind, epoch }) => kind === 'epoch' && epoch === best?.epoch);
  return record === undefined ? [] : metricNames(records).flatMap((name): [string, number][] => (typeof record[name] === 'number' ? [[`chosen: ${best?.split} ${name}, %`, record[name]]] : []));
}

/** A file of results that is damaged has none. */
async function measured(data: DataFolder, { path, evaluated }: NamedRun): Promise<[string, number][]> {
  const ofSplit = async (split: string): Promise<[string, number][]> => {
    const { text } = await data.readText(join(path, `evaluation-${split}.json`));
    try {
      return Object.entries(evaluation.parse(JSON.parse(text)).metrics).map(([name, value]) => [`measured: ${split} ${name}, %`, value]);
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof z.ZodError) return [];
      throw error;
    }
  };
  return (await Promise.all(evaluated.map(ofSplit))).flat();
}

function training({ records, best, epochs }: NamedRun): [string, number][] {
  const ofEpochs = records.filter(({ kind }) => kind === 'epoch');
  const loss = ofEpochs.at(-1)?.loss;
  const seconds = ofEpochs.reduce((sum, record) => sum + (typeof record.seconds === 'number' ? record.seconds : 0), 0);
  return [...(best === null ? [] : [['best epoch', best.epoch] as [string, number]]), ['epochs', epochs], ...(typeof loss === 'number' ? [['last training loss', loss] as [string, number]] : []), ['training time, s', seconds]];
}
