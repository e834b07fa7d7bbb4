import type { PluginDefinition } from './plugin-definition.js';

/** Names by kind: what a plugin brings. */
export interface PluginContents {
  readonly datasets: readonly string[];
  readonly tasks: readonly string[];
  readonly encoders: readonly string[];
  readonly adapters: readonly string[];
  readonly engines: readonly string[];
  readonly reports: readonly string[];
}

export type ContentKind = keyof PluginContents;

/** What users call it. */
export const nameOfKind: Readonly<Record<ContentKind, string>> = { datasets: 'data set', tasks: 'task', encoders: 'size', adapters: 'adapter method', engines: 'engine', reports: 'report section' };

interface Named {
  readonly name: string;
}

/** The names of everything that a definition brings. */
export function contentsOf(definition: PluginDefinition): PluginContents {
  const names = (entries: readonly Named[] | undefined): string[] => (entries ?? []).map(({ name }) => name);
  const { datasets, tasks, encoders, adapters, engines, reports } = definition;
  return { datasets: names(datasets), tasks: names(tasks), encoders: names(encoders), adapters: names(adapters), engines: names(engines), reports: names(reports) };
}

/** What no two plugins may bring. */
export function claims(definition: PluginDefinition): string[] {
  const contents = contentsOf(definition);
  return (Object.keys(nameOfKind) as ContentKind[]).flatMap((kind) => contents[kind].map((name) => `${nameOfKind[kind]} ${name}`));
}
