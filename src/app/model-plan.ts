import type { AdapterMethod } from '../domain/adapters/adapter-method.js';
import { AvtoolError, nearest } from '../domain/errors.js';
import type { CacheDescription } from '../domain/ports/clip-store.js';
import type { Json } from '../domain/ports/run-store.js';
import type { BatchShape, BoundData, ModelSettings, TaskDefinition, TrainingSettings } from '../domain/tasks/task.js';
import { adapterOf, methodDefaults, settingsFor, type AdapterLookup } from './adapter-choice.js';
import type { EncoderBundle } from './plugin-definition.js';
import type { Services } from './services.js';

/** Everything that decides what a training run computes, besides clips and first weights. */
export interface ModelPlan {
  readonly model: ModelSettings;
  readonly training: TrainingSettings;
  /** The adapter method that `model` names; absent for none, and for a task's own. */
  readonly adapter?: AdapterMethod | undefined;
}

/** What a plan is made of. */
export interface PlanRequest {
  readonly size: string;
  readonly recipe: string;
  readonly encoder?: EncoderBundle;
  readonly adapter?: AdapterMethod | undefined;
  readonly model: ModelSettings;
  readonly training: Partial<TrainingSettings>;
}

/**
 * Settings of a run: the adapter method's, the size's, the recipe's, the encoder bundle's, the user's; later ones win.
 * @throws AvtoolError for an unknown size or recipe, naming the nearest
 */
export function planModel(task: TaskDefinition, { adapter, ...request }: PlanRequest): ModelPlan {
  const size = known('size', request.size, task.sizes);
  const recipe = known('recipe', request.recipe, task.recipes);
  const { encoder } = request;
  const shipped = [size, task.recipeModels[request.recipe] ?? {}, encoderSettings(encoder, task)].map((settings) => settingsFor(task, settings, adapter));
  return {
    model: [...shipped, request.model].reduce(mergedSettings, methodDefaults(task, adapter)),
    training: { ...recipe, ...request.training },
    ...(adapter !== undefined && { adapter }),
  };
}

/** What a pair of encoders sets for a task. */
export const encoderSettings = (encoder: EncoderBundle | undefined, { name }: Pick<TaskDefinition, 'name'>): ModelSettings => mergedSettings(encoder?.settings ?? {}, encoder?.taskSettings?.[name] ?? {});

/** The plan with the adapter method that its settings name, and the plugin that brings it. @throws AvtoolError as {@link planModel}, ADAPTER_UNKNOWN, PLUGIN_ABSENT */
export async function planRun(task: TaskDefinition, request: Omit<PlanRequest, 'adapter'>, find: AdapterLookup): Promise<ModelPlan & { readonly adapterPlugin?: string | undefined }> {
  const adapter = await adapterOf(task, planModel(task, request).model, find);
  return { ...planModel(task, { ...request, adapter: adapter?.method }), adapterPlugin: adapter?.plugin };
}

/** Settings with what comes from the data, for tasks that read them. @throws AvtoolError WEIGHTS_MISSING, TOKENISER_MISSING … */
export async function boundModel(task: TaskDefinition, model: ModelSettings, data: Omit<BoundData, 'tokenisers'>, services: Pick<Services, 'tokenisers' | 'data'>): Promise<ModelSettings> {
  if (task.bindData === undefined) return model;
  // Said of the weights themselves, not of the tokeniser that is looked for beside them.
  for (const file of data.files) {
    if (!(await services.data.exists(file))) throw new AvtoolError({ code: 'WEIGHTS_MISSING', message: 'the weight file is not there or cannot be read', where: file, fix: 'check the path', exitCode: 3 });
  }
  return task.bindData(model, { ...data, tokenisers: await services.tokenisers() });
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
export function mergedSettings(base: ModelSettings, overrides: ModelSettings): ModelSettings {
  const result: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(overrides)) {
    const old = result[key];
    result[key] = isGroup(old) && isGroup(value) ? mergedSettings(old, value) : value;
  }
  return result;
}

const isGroup = (value: Json | undefined): value is ModelSettings => typeof value === 'object' && value !== null && !Array.isArray(value);
