import type { Json } from './run-store.js';

/** What is said about one configuration key: help, documentation, JSON Schema and messages take it from here. */
export interface ConfigurationOption {
  readonly summary: string;
  readonly unit?: string;
  /** What holds when no source sets the key. */
  readonly default?: Json;
  /** The same in words, and a value as an example, where it depends on task or data set. */
  readonly otherwise?: string;
  readonly example?: Json;
  /** Name of the flag that sets the key, with its dashes. */
  readonly flag?: string;
}

const ofTheRecipe = 'of the recipe';

/** What is said about all keys of the group `model`. */
export const modelSummary = 'Settings of the model; which there are depends on the task and its adapter.';

/** Every key of the configuration but those of `model`, which each task has of its own. */
export const configurationOptions = {
  'engine.train': { summary: 'Engine of training; engines:list names them.', default: 'onnxruntime', flag: '--engine' },
  'engine.infer': { summary: 'Engine of evaluation and prediction; engines:list names them.', default: 'onnxruntime', flag: '--engine' },
  'engine.device': { summary: 'What the engine computes on; auto takes the best device that is there and says which.', default: 'cpu', flag: '--device' },
  'engine.threads': { summary: 'Threads of the engine; 0: one per core.', unit: 'threads', default: 0 },
  'media.decoder': { summary: 'What reads and writes video files; auto takes the first that works.', default: 'auto' },
  'train.recipe': { summary: 'Set of training settings that the task brings; the other train keys lie over it.', otherwise: 'the first of the task', example: 'fixed', flag: '--recipe' },
  'train.epochs': { summary: 'Passes over the training split.', unit: 'epochs', otherwise: ofTheRecipe, example: 50, flag: '--epochs' },
  'train.batchSize': { summary: 'Clips per batch.', unit: 'clips', otherwise: ofTheRecipe, example: 8, flag: '--batch-size' },
  'train.accumulate': { summary: 'Batches per optimiser step.', unit: 'batches', otherwise: ofTheRecipe, example: 2 },
  'train.accumulation': { summary: 'Gradients of the batches of a step: their mean, or the last batch alone (as published).', otherwise: ofTheRecipe, example: 'mean' },
  'train.optimiser': { summary: 'Optimiser.', otherwise: ofTheRecipe, example: 'adam' },
  'train.learningRate': { summary: 'Learning rate.', otherwise: ofTheRecipe, example: 5e-4, flag: '--lr' },
  'train.weightDecay': { summary: 'Weight decay.', otherwise: ofTheRecipe, example: 0 },
  'train.schedule': { summary: 'Learning rate over time; one value, set as a whole.', otherwise: ofTheRecipe, example: { kind: 'step', everyEpochs: 3, factor: 0.35 } },
  'train.earlyStop': { summary: 'Stop after this many epochs in a row below the best.', unit: 'epochs', otherwise: ofTheRecipe, example: 20 },
  'train.seed': { summary: 'Seed of everything random.', otherwise: ofTheRecipe, example: 43, flag: '--seed' },
  'train.selectionSplit': { summary: 'Split that chooses the checkpoint.', otherwise: ofTheRecipe, example: 'val' },
  'train.memoryBudget': { summary: 'Memory that a training step may take; what does not fit is computed again.', unit: 'bytes', otherwise: 'no bound', example: '8GiB' },
  'data.dataset': { summary: 'Data set, whichever plugin brings it.', otherwise: "of the task's name", example: 'ave', flag: '--dataset' },
  'data.folder': { summary: 'Folder with annotations and media.', otherwise: 'data/DATASET', example: 'data/ave', flag: '--data' },
  'data.cache': { summary: 'Folder of the prepared clips.', otherwise: 'cache/DATASET', example: 'cache/ave', flag: '--cache' },
} as const satisfies Readonly<Record<string, ConfigurationOption>>;

export type ConfigurationKey = keyof typeof configurationOptions;

/** The options as a list, for those who ask by name. */
export const optionsByKey: ReadonlyMap<string, ConfigurationOption> = new Map(Object.entries(configurationOptions));
