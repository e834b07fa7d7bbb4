import type { Json } from '../../domain/ports/run-store.js';
import type { NamedRun } from './run-summary.js';

export interface DifferingSetting {
  /** Dotted name, e.g. `model.visualAdapter.alpha`. */
  readonly key: string;
  /** Texts as they are, everything else as JSON, in the order of the runs; `null` where a run has no such setting. Cut where they are long. */
  readonly values: readonly (string | null)[];
}

/** Lists of ids and of clips are longer; `config.json` has them whole. */
const longestShown = 60;

/** Everything that decided the runs and is not the same in all of them. */
export function differingSettings(runs: readonly NamedRun[]): DifferingSetting[] {
  const settings = runs.map(({ config: { task, size, adapterPlugin, model, training, weightFiles, data, engine, versions } }) =>
    new Map(leaves(JSON.parse(JSON.stringify({ task, size, adapterPlugin, model, training, weightFiles, data, engine, versions })) as Json, '')),
  );
  const keys = [...new Set(settings.flatMap((leavesOfRun) => [...leavesOfRun.keys()]))];
  return keys
    .map((key) => ({ key, values: settings.map((leavesOfRun) => leavesOfRun.get(key) ?? null) }))
    .filter(({ values }) => values.some((value) => value !== values[0]))
    .map(({ key, values }) => ({ key, values: values.map((value) => (value !== null && value.length > longestShown ? `${value.slice(0, longestShown)}…` : value)) }));
}

/** Objects are entered; lists are values. */
function leaves(value: Json, prefix: string): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[prefix, typeof value === 'string' ? value : JSON.stringify(value)]];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, prefix === '' ? name : `${prefix}.${name}`));
}
