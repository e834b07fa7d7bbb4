import type { AdapterMethod } from '../domain/adapters/adapter-method.js';
import type { DatasetDefinition } from '../domain/data/dataset.js';
import { AvtoolError, nearest } from '../domain/errors.js';
import { absentPlugin } from '../domain/plugin-messages.js';
import type { EngineDefinition } from '../domain/ports/engine.js';
import type { ReportSectionDefinition } from '../domain/ports/report.js';
import type { TaskDefinition } from '../domain/tasks/task.js';
import { unknownAdapter } from '../domain/adapters/unknown-adapter.js';
import type { InstalledPlugin } from './load-plugin.js';
import { loadPlugins } from './load-plugins.js';
import type { LoadedPlugin, PluginStatus } from './load-plugins.js';
import { contentsOf, nameOfKind } from './plugin-contents.js';
import type { ContentKind, PluginContents } from './plugin-contents.js';
import type { EncoderBundle, PluginDefinition } from './plugin-definition.js';

/** A plugin that is not installed but known: a table of avtool or an earlier installation says what it brings. */
export interface AbsentPlugin {
  readonly name: string;
  readonly origin: 'absent';
  /** What `avtool plugins:install` takes. */
  readonly install: string;
  readonly brings: Partial<PluginContents>;
  /** Ids of its commands. */
  readonly commands: readonly string[];
}

export type PluginSource = InstalledPlugin | AbsentPlugin;

/** An adapter method and the plugin that brings it, `undefined` for one of the task itself. */
export interface InstalledAdapter {
  readonly method: AdapterMethod;
  readonly plugin: string | undefined;
}

/** What plugins bring, found by name. Definitions are loaded when first asked for. */
export interface PluginRegistry {
  /** @throws AvtoolError DATASET_UNKNOWN with the nearest names */
  dataset(name: string): Promise<DatasetDefinition>;
  /** @throws AvtoolError TASK_UNKNOWN with the nearest names */
  task(name: string): Promise<TaskDefinition>;
  /** A size of the task or an encoder bundle of any plugin. @throws AvtoolError SIZE_UNKNOWN with the nearest names */
  size(task: TaskDefinition, name: string): Promise<{ readonly size: string; readonly encoder: EncoderBundle | undefined }>;
  /** A method of the task or of any plugin. @throws AvtoolError ADAPTER_UNKNOWN with the nearest names */
  readonly adapter: (task: Pick<TaskDefinition, 'adapters'>, name: string) => Promise<InstalledAdapter>;
  engines(): Promise<readonly EngineDefinition[]>;
  reports(): Promise<readonly ReportSectionDefinition[]>;
  /** Every installed plugin that has a definition, in order of installation. */
  statuses(): Promise<readonly PluginStatus[]>;
}

interface Named {
  readonly name: string;
}

/** @param warn is told, once each, about plugins that cannot be used; the others go on working */
export function createPluginRegistry(sources: readonly PluginSource[], warn: (line: string) => void): PluginRegistry {
  const installed = sources.filter((source) => source.origin !== 'absent');
  const absent = sources.filter((source) => source.origin === 'absent');
  let loading: Promise<readonly LoadedPlugin[]> | undefined;
  const plugins = () => (loading ??= loadPlugins(installed, warn));
  const definitions = async () => (await plugins()).flatMap(({ definition }) => definition ?? []);

  /** What is not here is unknown, unless a plugin that is not installed would bring it. */
  const missing = (kind: ContentKind, name: string, known: readonly string[]): AvtoolError => {
    const bringer = absent.find(({ brings }) => brings[kind]?.includes(name));
    return bringer === undefined ? unknownName(nameOfKind[kind], name, known) : absentPlugin(`The ${nameOfKind[kind]} ${name}`, bringer);
  };
  const find = async <T extends Named>(kind: ContentKind, name: string, all: (definition: PluginDefinition) => readonly T[]): Promise<T> => {
    const known = (await definitions()).flatMap(all);
    const found = known.find((candidate) => candidate.name === name);
    if (found === undefined) throw missing(kind, name, known.map((candidate) => candidate.name));
    return found;
  };

  return {
    dataset: (name) => find('datasets', name, (definition) => definition.datasets ?? []),
    task: (name) => find('tasks', name, (definition) => definition.tasks ?? []),
    async size(task, name) {
      const sizes = Object.keys(task.sizes);
      if (sizes.includes(name)) return { size: name, encoder: undefined };
      const bundles = (await definitions()).flatMap((definition) => definition.encoders ?? []);
      const encoder = bundles.find((bundle) => bundle.name === name);
      if (encoder === undefined) throw missing('encoders', name, [...sizes, ...bundles.map((bundle) => bundle.name)]);
      return { size: sizes[0], encoder };
    },
    adapter: async (task, name) => {
      const own = (task.adapters?.methods ?? []).map((method): InstalledAdapter => ({ method, plugin: undefined }));
      const brought = (await plugins()).flatMap(({ source, definition }) => (definition?.adapters ?? []).map((method): InstalledAdapter => ({ method, plugin: source.name })));
      const methods = [...own, ...brought];
      const found = methods.find(({ method }) => method.name === name);
      if (found !== undefined) return found;
      const bringer = absent.find(({ brings }) => brings.adapters?.includes(name));
      throw bringer === undefined ? unknownAdapter(name, methods.map(({ method }) => method.name)) : absentPlugin(`The adapter method ${name}`, bringer);
    },
    engines: async () => (await definitions()).flatMap((definition) => definition.engines ?? []),
    reports: async () => (await definitions()).flatMap((definition) => definition.reports ?? []),
    statuses: async () =>
      (await plugins()).map(({ source: { name, version, origin }, definition, fault }) => ({ name, version, origin, contents: definition && contentsOf(definition), fault })),
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
