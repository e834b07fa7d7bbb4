import type { ClipCache } from '../domain/ports/clip-store.js';
import { AvtoolError } from '../domain/errors.js';
import type { Json, Run } from '../domain/ports/run-store.js';
import { readRunConfig, type RunConfig } from './run-config.js';
import type { TrainRequest } from './use-case-requests.js';

/**
 * The settings of a run that is gone on with: its own; only the number of epochs may be another.
 * @throws AvtoolError RUN_TASK, RUN_CACHE, RUN_SETTINGS (exit 2) naming the setting and both values
 */
export async function resumedConfig(run: Run, { description }: ClipCache, request: TrainRequest): Promise<RunConfig> {
  const { task, cacheFolder, training } = request;
  const config = await readRunConfig(run);
  if (config.task !== task.name) throw new AvtoolError({ code: 'RUN_TASK', message: `the run trains the task "${config.task}", not "${task.name}"`, where: run.path, fix: `avtool ${config.task}:train --resume --run ${run.path}`, exitCode: 2 });
  const sameClips = (['classes', 'segments', 'segmentSeconds', 'sampleRateHz', 'annotations'] as const).every((key) => JSON.stringify(description[key]) === JSON.stringify(config.data[key]));
  if (!sameClips) throw new AvtoolError({ code: 'RUN_CACHE', message: `the run was begun on other clips ("${config.data.dataset}") than this cache holds ("${description.dataset}")`, where: cacheFolder, fix: 'give the cache that the run was begun on with --cache, or train into another run folder', exitCode: 2 });
  refuseOtherSettings(run, config, request);
  return { ...config, training: { ...config.training, epochs: training.epochs ?? config.training.epochs } };
}

/** What the user asks for beside `--resume` must be what the run has: nothing that was said is passed over in silence. */
function refuseOtherSettings(run: Run, config: RunConfig, { training, model, named, weights }: TrainRequest): void {
  const { epochs: _epochs, ...settings } = training;
  const wanted = { ...named, train: settings, model, ...(weights.length > 0 && { weights: weights.map(String) }) };
  const has = { size: config.size, recipe: config.training.recipe, train: { ...config.training }, model: config.model, weights: config.weightFiles.slice(-weights.length) };
  const other = firstDifference(asJson(wanted), asJson(has));
  if (other === undefined) return;
  throw new AvtoolError({
    code: 'RUN_SETTINGS',
    message: `the run was begun with ${other.key} ${shown(other.has)}, not ${shown(other.wanted)}`,
    where: run.path,
    fix: 'with --resume only --epochs can be changed: leave the rest out, or train into another run folder',
    exitCode: 2,
  });
}

interface Difference {
  readonly key: string;
  readonly wanted: Json;
  readonly has: Json | undefined;
}

/** The first wanted leaf that is not what there is; objects are entered. */
function firstDifference(wanted: Json, has: Json | undefined, key = ''): Difference | undefined {
  if (!isGroup(wanted)) return JSON.stringify(wanted) === JSON.stringify(has) ? undefined : { key, wanted, has };
  for (const [name, value] of Object.entries(wanted)) {
    const difference = firstDifference(value, isGroup(has) ? has[name] : undefined, key === '' ? name : `${key}.${name}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const isGroup = (value: Json | undefined): value is { readonly [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value);

const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

const shown = (value: Json | undefined): string => (value === undefined ? 'unset' : JSON.stringify(value));
