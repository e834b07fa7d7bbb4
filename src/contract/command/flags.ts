import { Flags } from '@oclif/core';
import type { FlagOverride } from '../../domain/ports/configuration.js';

/** Flags of every command. */
export const outputFlags = {
  json: Flags.boolean({ summary: 'Print exactly one JSON document on stdout.', helpGroup: 'OUTPUT' }),
  quiet: Flags.boolean({ summary: 'Print no progress.', helpGroup: 'OUTPUT' }),
  verbose: Flags.boolean({ summary: 'Print the stack of an error.', helpGroup: 'OUTPUT' }),
  'no-color': Flags.boolean({ summary: 'Print without colours.', helpGroup: 'OUTPUT' }),
};

/** Flags that more than one command takes; one flag has one meaning everywhere. */
export const sharedFlags = {
  dataset: Flags.string({ summary: 'Data set, whichever plugin brings it.', helpGroup: 'DATA', helpValue: 'NAME' }),
  data: Flags.string({ summary: 'Folder with annotations and media. [default: data/DATASET]', helpGroup: 'DATA', helpValue: 'FOLDER' }),
  cache: Flags.string({ summary: 'Folder of the prepared clips. [default: cache/DATASET]', helpGroup: 'DATA', helpValue: 'FOLDER' }),
  split: Flags.string({ summary: 'Split to measure on. [default: test]', helpGroup: 'DATA', helpValue: 'NAME' }),
  splits: Flags.string({ summary: 'Split to work on; may be repeated. [default: all]', helpGroup: 'DATA', helpValue: 'NAME', multiple: true, multipleNonGreedy: true }),
  strictSplit: Flags.boolean({ summary: 'Leave out training rows whose video is in another split too.', helpGroup: 'DATA' }),
  run: Flags.string({ summary: 'Run folder: settings, metrics, checkpoints, report.', helpGroup: 'RUN', helpValue: 'FOLDER', required: true }),
  resume: Flags.boolean({ summary: 'Go on where the run folder stands.', helpGroup: 'RUN' }),
  dryRun: Flags.boolean({ summary: 'Say what would be read and written; change nothing.', helpGroup: 'RUN' }),
  size: (sizes: readonly string[]) => Flags.string({ summary: `Size of the model (${sizes.join(', ')}), or a pair of encoders that a plugin ships. [default: ${sizes[0]}]`, helpGroup: 'MODEL', helpValue: 'NAME' }),
  weights: Flags.string({ summary: 'Safetensors file of weights; may be repeated, later ones win.', helpGroup: 'MODEL', helpValue: 'FILE', multiple: true, multipleNonGreedy: true }),
  recipe: (recipes: readonly string[]) => Flags.string({ summary: `Settings of training: ${recipes.join(', ')}. [default: ${recipes[0]}]`, helpGroup: 'TRAINING', helpValue: 'NAME' }),
  seed: Flags.string({ summary: 'Seed of everything random.', helpGroup: 'TRAINING', helpValue: 'N' }),
  epochs: Flags.string({ summary: 'Passes over the training split.', helpGroup: 'TRAINING', helpValue: 'N' }),
  batchSize: Flags.string({ summary: 'Clips per batch.', helpGroup: 'TRAINING', helpValue: 'N' }),
  learningRate: Flags.string({ summary: 'Learning rate.', helpGroup: 'TRAINING', helpValue: 'RATE' }),
  engine: Flags.string({ summary: 'What computes: onnxruntime or reference.', helpGroup: 'CONFIGURATION', helpValue: 'NAME' }),
  set: Flags.string({ summary: 'Set one configuration key; may be repeated.', helpGroup: 'CONFIGURATION', helpValue: 'KEY=VALUE', multiple: true, multipleNonGreedy: true }),
};


/** Which configuration keys a flag sets. */
const keysOfFlags: Readonly<Record<string, readonly string[]>> = {
  dataset: ['data.dataset'],
  data: ['data.folder'],
  cache: ['data.cache'],
  engine: ['engine.train', 'engine.infer'],
  recipe: ['train.recipe'],
  seed: ['train.seed'],
  epochs: ['train.epochs'],
  'batch-size': ['train.batchSize'],
  lr: ['train.learningRate'],
};

/** The given flags that are configuration, as the strongest source of it. */
export function flagOverrides(flags: Readonly<Record<string, unknown>>): FlagOverride[] {
  return Object.entries(keysOfFlags).flatMap(([flag, keys]) => {
    const value = flags[flag];
    return typeof value === 'string' ? keys.map((key) => ({ key, value, flag: `--${flag}` })) : [];
  });
}
