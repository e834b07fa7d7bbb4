import type { Services } from '../../app/services.js';
import type { TrainRequest, UseCaseReport } from '../../app/use-case-requests.js';
import type { DatasetDefinition } from '../../domain/data/dataset.js';
import type { Configuration } from '../../domain/ports/configuration.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';
import type { CommandContext } from '../command/avtool-command.js';
import { sharedFlags } from '../command/flags.js';
import { checkModelSettings, chosenAdapter, chosenRecipe, resolvedConfig, trainingOverrides } from './train-settings.js';

/** Flags of every command that trains. */
export const trainingFlags = (task: TaskDefinition) => ({
  dataset: sharedFlags.dataset,
  data: sharedFlags.dataToPrepare,
  cache: sharedFlags.cache,
  size: sharedFlags.size(Object.keys(task.sizes)),
  ...(task.adapters !== undefined && { adapter: sharedFlags.adapter }),
  weights: sharedFlags.weights,
  'allow-partial': sharedFlags.allowPartial,
  recipe: sharedFlags.recipe(Object.keys(task.recipes)),
  epochs: sharedFlags.epochs,
  'batch-size': sharedFlags.batchSize,
  lr: sharedFlags.learningRate,
  engine: sharedFlags.engine,
  device: sharedFlags.device,
  set: sharedFlags.set,
});

/** What was given of the flags that are no configuration. */
export interface GivenTraining {
  readonly size: string | undefined;
  readonly weights: readonly string[];
  readonly allowPartial: boolean;
  /** A recipe that the command itself stands for. */
  readonly recipe?: string | undefined;
}

/** Everything of a training request but its folders. */
export type TrainingSetup = Omit<TrainRequest, 'task' | 'cacheFolder' | 'runFolder' | 'resume' | 'signal'>;

/** Flags and configuration as one training request; all names in it are known, all model settings are some. @throws AvtoolError SIZE_UNKNOWN, RECIPE_UNKNOWN, ADAPTER_UNKNOWN, MODELSETTING_UNKNOWN … */
export async function trainingSetup(task: TaskDefinition, given: GivenTraining, configuration: Configuration, plugins: CommandContext['plugins']): Promise<TrainingSetup> {
  const { values } = configuration;
  const model = await plugins.size(task, given.size ?? Object.keys(task.sizes)[0]);
  const recipe = chosenRecipe(task, given.recipe ?? values.train.recipe);
  const adapter = await chosenAdapter(task, model, recipe, configuration, plugins.adapter);
  checkModelSettings(task, model, configuration, adapter);
  return {
    size: model.size,
    recipe,
    ...(model.encoder === undefined ? {} : { encoder: model.encoder }),
    named: { ...(given.size !== undefined && { size: given.size }), ...(values.train.recipe !== undefined && { recipe }) },
    weights: given.weights,
    allowPartial: given.allowPartial,
    model: values.model,
    training: trainingOverrides(configuration),
    memoryBudget: values.train.memoryBudget,
    config: resolvedConfig(task, recipe, model, configuration, adapter),
  };
}

/** Prepares the data before they are trained on. @returns the report of a preparation that was interrupted, else nothing */
export async function prepareFirst(services: Services, dataset: DatasetDefinition, folders: { readonly data: string; readonly cache: string }, signal: AbortSignal): Promise<UseCaseReport | undefined> {
  const { prepare } = await import('../../app/prepare.js');
  const prepared = await prepare(services, { dataset, dataFolder: folders.data, cacheFolder: folders.cache, strictSplit: false, signal });
  if (prepared.stopped === 'interrupted') return prepared;
  prepared.lines.forEach((line) => services.reporter.info(line));
  return undefined;
}
