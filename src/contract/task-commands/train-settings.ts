import { adapterOf, methodDefaults, settingsFor, type AdapterLookup } from '../../app/adapter-choice.js';
import { encoderSettings, planModel } from '../../app/model-plan.js';
import type { EncoderBundle } from '../../app/plugin-definition.js';
import { unknownName } from '../../app/plugin-registry.js';
import type { AdapterMethod } from '../../domain/adapters/adapter-method.js';
import type { Configuration, ConfigurationEntry } from '../../domain/ports/configuration.js';
import type { Json } from '../../domain/ports/run-store.js';
import { withoutSecrets } from '../../domain/secret-values.js';
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

/** The adapter method that size, recipe, encoders and configuration come to. @throws AvtoolError ADAPTER_UNKNOWN with the nearest names, PLUGIN_ABSENT */
export async function chosenAdapter(task: TaskDefinition, { size, encoder }: ChosenModel, recipe: string, configuration: Configuration, find: AdapterLookup): Promise<AdapterMethod | undefined> {
  const { model } = planModel(task, { size, recipe, ...(encoder && { encoder }), model: configuration.values.model, training: {} });
  return (await adapterOf(task, model, find))?.method;
}

/** @throws AvtoolError MODELSETTING_UNKNOWN with the nearest names: a model takes the settings that size, recipes, encoders and adapter method have */
export function checkModelSettings(task: TaskDefinition, { size, encoder }: ChosenModel, configuration: Configuration, adapter?: AdapterMethod): void {
  const shipped = [task.sizes[size], ...Object.values(task.recipeModels), encoderSettings(encoder, task)].map((settings) => settingsFor(task, settings, adapter));
  const known = new Set([methodDefaults(task, adapter), ...shipped].flatMap((settings) => leavesOf(settings).map(({ key }) => key)));
  for (const { key } of leavesOf(configuration.values.model)) {
    if (!known.has(key)) throw unknownName('model setting', key, [...known]);
  }
}

/** The configured settings that lie over the recipe; the memory budget is no setting of training: the result does not depend on it. */
export function trainingOverrides(configuration: Configuration): Partial<TrainingSettings> {
  const { recipe: _recipe, memoryBudget: _memoryBudget, ...overrides } = configuration.values.train;
  return overrides;
}

/** Every value of a run with its origin, for `config.json`: configuration over encoders, recipe, size and adapter method. Texts that look secret are hidden. */
export function resolvedConfig(task: TaskDefinition, recipe: string, model: ChosenModel, configuration: Configuration, adapter?: AdapterMethod): Json {
  const entriesOf = (settings: ModelSettings, origin: string): ConfigurationEntry[] => modelEntries(settingsFor(task, settings, adapter), origin);
  const { encoder } = model;
  const layers: readonly (readonly ConfigurationEntry[])[] = [
    Object.entries(task.recipes[recipe]).map(([name, value]: [string, Json]) => ({ key: `train.${name}`, value, origin: `recipe ${recipe}` })),
    modelEntries(methodDefaults(task, adapter), `adapter ${adapter?.name}`),
    entriesOf(task.sizes[model.size], `size ${model.size}`),
    entriesOf(task.recipeModels[recipe] ?? {}, `recipe ${recipe}`),
    encoder === undefined ? [] : entriesOf(encoderSettings(encoder, task), `encoder ${encoder.name}`),
    configuration.entries,
  ];
  const merged = new Map(layers.flat().map((entry) => [entry.key, entry]));
  return { task: task.name, entries: [...merged.values()].sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ key, value, origin }) => ({ key, value: withoutSecrets(key, value), origin })) };
}

function modelEntries(settings: ModelSettings, origin: string): ConfigurationEntry[] {
  return leavesOf(settings).map(({ key, value }) => ({ key: `model.${key}`, value, origin }));
}

/** `{ image: { depths: [2] } }` → `image.depths`: objects are entered, everything else is a value. */
export function leavesOf(settings: ModelSettings, prefix = ''): { readonly key: string; readonly value: Json }[] {
  return Object.entries(settings).flatMap(([name, value]) => (isGroup(value) ? leavesOf(value, `${prefix}${name}.`) : [{ key: `${prefix}${name}`, value }]));
}

function isGroup(value: Json): value is ModelSettings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
