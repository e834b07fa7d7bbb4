import type { EncoderBundle } from '../../app/plugin-definition.js';
import { unknownName } from '../../app/plugin-registry.js';
import type { Configuration, ConfigurationEntry } from '../../domain/ports/configuration.js';
import type { Json } from '../../domain/ports/run-store.js';
import type { ModelSettings, TaskDefinition, TrainingSettings } from '../../domain/tasks/task.js';

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

/** @throws AvtoolError MODELSETTING_UNKNOWN with the nearest names: a model takes the settings that size, recipes and encoders have */
export function checkModelSettings(task: TaskDefinition, { size, encoder }: ChosenModel, configuration: Configuration): void {
  const known = new Set([task.sizes[size], ...Object.values(task.recipeModels), encoder?.settings ?? {}].flatMap((settings) => leavesOf(settings).map(({ key }) => key)));
  for (const { key } of leavesOf(configuration.values.model)) {
    if (!known.has(key)) throw unknownName('model setting', key, [...known]);
  }
}

/** The configured settings that lie over the recipe. */
export function trainingOverrides(configuration: Configuration): Partial<TrainingSettings> {
  const { recipe: _recipe, ...overrides } = configuration.values.train;
  return overrides;
}

/** Every value of a run with its origin, for `config.json`: configuration over encoders, recipe and size. */
export function resolvedConfig(task: TaskDefinition, recipe: string, model: ChosenModel, configuration: Configuration): Json {
  const { encoder } = model;
  const layers: readonly (readonly ConfigurationEntry[])[] = [
    Object.entries(task.recipes[recipe]).map(([name, value]: [string, Json]) => ({ key: `train.${name}`, value, origin: `recipe ${recipe}` })),
    modelEntries(task.sizes[model.size], `size ${model.size}`),
    modelEntries(task.recipeModels[recipe] ?? {}, `recipe ${recipe}`),
    encoder === undefined ? [] : modelEntries(encoder.settings, `encoder ${encoder.name}`),
    configuration.entries,
  ];
  const merged = new Map(layers.flat().map((entry) => [entry.key, entry]));
  return { task: task.name, entries: [...merged.values()].sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ key, value, origin }) => ({ key, value, origin })) };
}

function modelEntries(settings: ModelSettings, origin: string): ConfigurationEntry[] {
  return leavesOf(settings).map(({ key, value }) => ({ key: `model.${key}`, value, origin }));
}

/** `{ image: { depths: [2] } }` → `image.depths`: objects are entered, everything else is a value. */
function leavesOf(settings: ModelSettings, prefix = ''): { readonly key: string; readonly value: Json }[] {
  return Object.entries(settings).flatMap(([name, value]) => (isGroup(value) ? leavesOf(value, `${prefix}${name}.`) : [{ key: `${prefix}${name}`, value }]));
}

function isGroup(value: Json): value is ModelSettings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
