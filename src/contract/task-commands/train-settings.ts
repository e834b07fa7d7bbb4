import type { EncoderBundle } from '../../app/plugin-definition.js';
import { unknownName } from '../../app/plugin-registry.js';
import type { Configuration, ConfigurationEntry } from '../../domain/ports/configuration.js';
import type { Json } from '../../domain/ports/run-store.js';
import type { TaskDefinition, TrainingSettings } from '../../domain/tasks/task.js';

export interface ChosenModel {
  readonly size: string;
  readonly encoder: EncoderBundle | undefined;
}

/** @throws AvtoolError RECIPE_UNKNOWN with the nearest names */
export function chosenRecipe(task: TaskDefinition, configured: string | undefined): string {
  const known = Object.keys(task.recipes);
  const recipe = configured ?? known[0];
  if (!known.includes(recipe)) throw unknownName('recipe', recipe, known);
  return recipe;
}

/** @throws AvtoolError MODELSETTING_UNKNOWN with the nearest names: a model takes the settings that its size has */
export function checkModelSettings(task: TaskDefinition, { size, encoder }: ChosenModel, configuration: Configuration): void {
  const known = [...new Set([...Object.keys(task.sizes[size]), ...Object.keys(encoder?.settings ?? {})])];
  for (const name of Object.keys(configuration.values.model)) {
    if (!known.includes(name)) throw unknownName('model setting', name, known);
  }
}

/** The configured settings that lie over the recipe. */
export function trainingOverrides(configuration: Configuration): Partial<TrainingSettings> {
  const { recipe: _recipe, ...overrides } = configuration.values.train;
  return overrides;
}

/** Every value of a run with its origin, for `config.json`: configuration over recipe, size and encoder. */
export function resolvedConfig(task: TaskDefinition, recipe: string, model: ChosenModel, configuration: Configuration): Json {
  const layers: readonly (readonly ConfigurationEntry[])[] = [
    entriesOf('train', task.recipes[recipe], `recipe ${recipe}`),
    entriesOf('model', task.sizes[model.size], `size ${model.size}`),
    model.encoder === undefined ? [] : entriesOf('model', model.encoder.settings, `encoder ${model.encoder.name}`),
    configuration.entries,
  ];
  const merged = new Map(layers.flat().map((entry) => [entry.key, entry]));
  return { task: task.name, entries: [...merged.values()].sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ key, value, origin }) => ({ key, value, origin })) };
}

function entriesOf(group: string, settings: object, origin: string): ConfigurationEntry[] {
  return Object.entries(settings).map(([name, value]: [string, Json]) => ({ key: `${group}.${name}`, value, origin }));
}
