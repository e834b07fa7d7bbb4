import type { DatasetDefinition } from '../domain/data/dataset.js';
import { AvtoolError, nearest } from '../domain/errors.js';
import type { TaskDefinition } from '../domain/tasks/task.js';
import { checkPluginDefinition } from './check-plugin-definition.js';
import type { EncoderBundle, PluginDefinition } from './plugin-definition.js';

/** An installed plugin that says where its definition is; nothing of it is loaded yet. */
export interface PluginSource {
  readonly name: string;
  readonly version: string;
  /** Imports the module; its definition is the default export or the export `plugin`. */
  load(): Promise<unknown>;
}

/** What plugins bring, found by name. Definitions are loaded when first asked for. */
export interface PluginRegistry {
  /** @throws AvtoolError DATASET_UNKNOWN with the nearest names */
  dataset(name: string): Promise<DatasetDefinition>;
  /** @throws AvtoolError TASK_UNKNOWN with the nearest names */
  task(name: string): Promise<TaskDefinition>;
  /** A size of the task or an encoder bundle of any plugin. @throws AvtoolError SIZE_UNKNOWN with the nearest names */
  size(task: TaskDefinition, name: string): Promise<{ readonly size: string; readonly encoder: EncoderBundle | undefined }>;
}

interface Named {
  readonly name: string;
}

/** @param warn is told, once each, about plugins that cannot be used; the others go on working */
export function createPluginRegistry(sources: readonly PluginSource[], warn: (line: string) => void): PluginRegistry {
  let loading: Promise<readonly PluginDefinition[]> | undefined;
  const definitions = () => (loading ??= loadDefinitions(sources, warn));

  const find = async <T extends Named>(kind: string, name: string, all: (definition: PluginDefinition) => readonly T[]): Promise<T> => {
    const known = (await definitions()).flatMap(all);
    const found = known.find((candidate) => candidate.name === name);
    if (found === undefined) throw unknownName(kind, name, known.map((candidate) => candidate.name));
    return found;
  };

  return {
    dataset: (name) => find('data set', name, (definition) => definition.datasets ?? []),
    task: (name) => find('task', name, (definition) => definition.tasks ?? []),
    async size(task, name) {
      const sizes = Object.keys(task.sizes);
      if (sizes.includes(name)) return { size: name, encoder: undefined };
      const bundles = (await definitions()).flatMap((definition) => definition.encoders ?? []);
      const encoder = bundles.find((bundle) => bundle.name === name);
      if (encoder === undefined) throw unknownName('size', name, [...sizes, ...bundles.map((bundle) => bundle.name)]);
      return { size: sizes[0], encoder };
    },
  };
}

/** "There is no KIND called NAME", with the nearest known names or all of them. */
export function unknownName(kind: string, given: string, known: readonly string[]): AvtoolError {
  const close = nearest(given, known);
  return new AvtoolError({
    code: `${kind.replace(/ /g, '').toUpperCase()}_UNKNOWN`,
    message: `There is no ${kind} called ${given}.`,
    fix: close.length > 0 ? `Did you mean ${close.join(' or ')}?` : `Known: ${known.length > 0 ? known.join(', ') : 'none'}.`,
    exitCode: 2,
  });
}

async function loadDefinitions(sources: readonly PluginSource[], warn: (line: string) => void): Promise<readonly PluginDefinition[]> {
  const loaded = await Promise.all(sources.map((source) => loadDefinition(source, warn)));
  const owners = new Map<string, string>();
  return loaded.flatMap(({ source, definition }) => {
    if (definition === undefined) return [];
    const taken = namesOf(definition).find((name) => owners.has(name));
    if (taken !== undefined) {
      warn(`Plugin ${source.name} ${source.version} is left out: it brings the ${taken} that plugin ${owners.get(taken)} has already brought.`);
      return [];
    }
    for (const name of namesOf(definition)) owners.set(name, source.name);
    return [definition];
  });
}

function namesOf(definition: PluginDefinition): string[] {
  const named = (kind: string, entries: readonly Named[] | undefined) => (entries ?? []).map((entry) => `${kind} ${entry.name}`);
  return [...named('data set', definition.datasets), ...named('task', definition.tasks), ...named('encoder', definition.encoders)];
}

async function loadDefinition(source: PluginSource, warn: (line: string) => void): Promise<{ source: PluginSource; definition: PluginDefinition | undefined }> {
  try {
    return { source, definition: checkPluginDefinition(definitionIn(await source.load()), source.name) };
  } catch (error) {
    const where = error instanceof AvtoolError && error.where !== undefined ? ` (${error.where})` : '';
    warn(`Plugin ${source.name} ${source.version} is left out: ${error instanceof Error ? error.message : String(error)}${where}`);
    return { source, definition: undefined };
  }
}

function definitionIn(module: unknown): unknown {
  if (typeof module !== 'object' || module === null) return undefined;
  if ('plugin' in module) return module.plugin;
  return 'default' in module ? module.default : undefined;
}
