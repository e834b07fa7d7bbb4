import { AvtoolError, nearest } from '../domain/errors.js';
import type { CacheDescription } from '../domain/ports/clip-store.js';
import type { Json } from '../domain/ports/run-store.js';
import type { BatchShape, ModelSettings, TaskDefinition, TrainingSettings } from '../domain/tasks/task.js';
import type { EncoderBundle } from './plugin-definition.js';

/** Everything that decides what a training run computes, besides clips and first weights. */
export interface ModelPlan {
  readonly model: ModelSettings;
  readonly training: TrainingSettings;
}

/**
 * Settings of a run: the size, changed by the recipe, by the encoder bundle, by the user; later ones win.
 * @throws AvtoolError for an unknown size or recipe, naming the nearest
 */
export function planModel(
  task: TaskDefinition,
  request: { readonly size: string; readonly recipe: string; readonly encoder?: EncoderBundle; readonly model: ModelSettings; readonly training: Partial<TrainingSettings> },
): ModelPlan {
  const size = known('size', request.size, task.sizes);
  const recipe = known('recipe', request.recipe, task.recipes);
  return {
    model: [task.recipeModels[request.recipe] ?? {}, request.encoder?.settings ?? {}, request.model].reduce(merged, size),
    training: { ...recipe, ...request.training },
  };
}

/** Shape of one batch of a prepared cache. */
export const batchShape = ({ segments, segmentSeconds, classes }: Pick<CacheDescription, 'segments' | 'segmentSeconds' | 'classes'>, clips: number): BatchShape => ({
  clips,
  segments,
  segmentSeconds,
  classes: classes.length,
});

function known<T>(kind: string, name: string, all: Readonly<Record<string, T>>): T {
  if (Object.hasOwn(all, name)) return all[name];
  const names = Object.keys(all);
  const close = nearest(name, names);
  throw new AvtoolError({ code: `${kind.toUpperCase()}_UNKNOWN`, message: `There is no ${kind} called ${name}.`, fix: close.length > 0 ? `did you mean ${close[0]}?` : `known: ${names.join(', ')}`, exitCode: 2 });
}

/** Objects merge, everything else is replaced. */
function merged(base: ModelSettings, overrides: ModelSettings): ModelSettings {
  const result: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(overrides)) {
    const old = result[key];
    result[key] = isGroup(old) && isGroup(value) ? merged(old, value) : value;
  }
  return result;
}

const isGroup = (value: Json | undefined): value is ModelSettings => typeof value === 'object' && value !== null && !Array.isArray(value);
