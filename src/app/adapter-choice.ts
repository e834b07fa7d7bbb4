import type { AdapterMethod } from '../domain/adapters/adapter-method.js';
import { noAdapter } from '../domain/adapters/unknown-adapter.js';
import { AvtoolError } from '../domain/errors.js';
import { absentPlugin } from '../domain/plugin-messages.js';
import type { Json } from '../domain/ports/run-store.js';
import type { ModelSettings, TaskDefinition } from '../domain/tasks/task.js';
import type { InstalledAdapter, PluginRegistry } from './plugin-registry.js';
import type { RunConfig } from './run-config.js';

/** Finds a method by its name: the task's own, then those of plugins. */
export type AdapterLookup = PluginRegistry['adapter'];

/** The adapter method that the settings name; `undefined` for a task or a model without. @throws AvtoolError ADAPTER_UNKNOWN, PLUGIN_ABSENT */
export async function adapterOf(task: TaskDefinition, model: ModelSettings, find: AdapterLookup): Promise<InstalledAdapter | undefined> {
  const name = adapterName(task, model);
  return name === undefined ? undefined : find(task, name);
}

/** The adapter method of a run that was begun some time ago. @throws AvtoolError PLUGIN_ABSENT naming the plugin that brought it, ADAPTER_UNKNOWN */
export async function adapterOfRun(task: TaskDefinition, { model, adapterPlugin }: Pick<RunConfig, 'model' | 'adapterPlugin'>, find: AdapterLookup): Promise<AdapterMethod | undefined> {
  try {
    return (await adapterOf(task, model, find))?.method;
  } catch (error) {
    if (adapterPlugin === undefined || !(error instanceof AvtoolError) || error.code !== 'ADAPTER_UNKNOWN') throw error;
    throw absentPlugin(`The adapter method ${adapterName(task, model)} of this run`, { name: adapterPlugin, install: adapterPlugin });
  }
}

function adapterName({ adapters }: TaskDefinition, model: ModelSettings): string | undefined {
  const name = adapters === undefined ? undefined : model[adapters.setting];
  return typeof name === 'string' && name !== noAdapter ? name : undefined;
}

/** The method's own settings, in each group of the task's settings that belongs to it: what everything else is laid over. */
export function methodDefaults({ adapters }: TaskDefinition, method: AdapterMethod | undefined): ModelSettings {
  return method === undefined ? {} : Object.fromEntries((adapters?.groups ?? []).map((group) => [group, method.settings]));
}

/** Settings of a size, recipe or encoder bundle as this method can take them: of the groups that belong to it, only what it has. */
export function settingsFor({ adapters }: TaskDefinition, settings: ModelSettings, method: AdapterMethod | undefined): ModelSettings {
  if (method === undefined) return settings;
  const taken = (group: ModelSettings): ModelSettings => Object.fromEntries(Object.entries(group).filter(([key, value]) => Object.hasOwn(method.settings, key) && typeof method.settings[key] === typeof value));
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, adapters?.groups.includes(key) && isGroup(value) ? taken(value) : value]));
}

const isGroup = (value: Json): value is ModelSettings => typeof value === 'object' && value !== null && !Array.isArray(value);
