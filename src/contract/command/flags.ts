import { Flags } from '@oclif/core';
import type { FlagOverride } from '../../domain/ports/configuration.js';
import { configurationOptions, optionsByKey } from '../../domain/ports/configuration-options.js';

/** Flags of every command. */
export const outputFlags = {
  json: Flags.boolean({ summary: 'Print exactly one JSON document on stdout.', helpGroup: 'OUTPUT' }),
  quiet: Flags.boolean({ summary: 'Print no progress.', helpGroup: 'OUTPUT' }),
  verbose: Flags.boolean({ summary: 'Print the stack of an error.', helpGroup: 'OUTPUT' }),
  'no-color': Flags.boolean({ summary: 'Print without colours.', helpGroup: 'OUTPUT' }),
};

/** Flags that more than one command takes; one flag has one meaning everywhere. */
export const sharedFlags = {
  dataset: Flags.string({ summary: configurationOptions['data.dataset'].summary, helpGroup: 'DATA', helpValue: 'NAME' }),
  data: Flags.string({ summary: 'Folder with annotations and media. [default: data/DATASET]', helpGroup: 'DATA', helpValue: 'FOLDER' }),
  dataToPrepare: Flags.string({ summary: 'Folder with annotations and media to prepare first; without it the cache is there already.', helpGroup: 'DATA', helpValue: 'FOLDER' }),
  cache: Flags.string({ summary: 'Folder of the prepared clips. [default: cache/DATASET]', helpGroup: 'DATA', helpValue: 'FOLDER' }),
  split: Flags.string({ summary: 'Split to measure on. [default: test]', helpGroup: 'DATA', helpValue: 'NAME' }),
  splits: Flags.string({ summary: 'Split to work on; may be repeated. [default: all]', helpGroup: 'DATA', helpValue: 'NAME', multiple: true, multipleNonGreedy: true }),
  strict: Flags.boolean({ summary: 'Fail when any row is not ok.', helpGroup: 'DATA' }),
  strictSplit: Flags.boolean({ summary: 'Leave out training rows whose video is in another split too.', helpGroup: 'DATA' }),
  run: Flags.string({ summary: 'Run folder: settings, metrics, checkpoints, report.', helpGroup: 'RUN', helpValue: 'FOLDER', required: true }),
  resume: Flags.boolean({ summary: 'Go on where the run folder stands.', helpGroup: 'RUN' }),
  dryRun: Flags.boolean({ summary: 'Say what would be read and written; change nothing.', helpGroup: 'RUN' }),
  size: (sizes: readonly string[]) => Flags.string({ summary: `Size of the model (${sizes.join(', ')}), or a pair of encoders that a plugin ships. [default: ${sizes[0]}]`, helpGroup: 'MODEL', helpValue: 'NAME' }),
  adapter: Flags.string({ summary: 'Adapter method between the encoders: dgsct, none, or one that a plugin brings (lavish).', helpGroup: 'MODEL', helpValue: 'NAME' }),
  weights: Flags.string({ summary: 'File of weights (safetensors, PyTorch, .npz, ONNX); may be repeated, later ones win.', helpGroup: 'MODEL', helpValue: 'FILE', multiple: true, multipleNonGreedy: true }),
  allowPartial: Flags.boolean({ summary: 'Start frozen weights at random where no weight file holds them.', helpGroup: 'MODEL' }),
  recipe: (recipes: readonly string[]) => Flags.string({ summary: `Settings of training: ${recipes.join(', ')}. [default: ${recipes[0]}]`, helpGroup: 'TRAINING', helpValue: 'NAME' }),
  seed: Flags.string({ summary: configurationOptions['train.seed'].summary, helpGroup: 'TRAINING', helpValue: 'N' }),
  epochs: Flags.string({ summary: configurationOptions['train.epochs'].summary, helpGroup: 'TRAINING', helpValue: 'N' }),
  batchSize: Flags.string({ summary: configurationOptions['train.batchSize'].summary, helpGroup: 'TRAINING', helpValue: 'N' }),
  learningRate: Flags.string({ summary: configurationOptions['train.learningRate'].summary, helpGroup: 'TRAINING', helpValue: 'RATE' }),
  engine: Flags.string({ summary: 'What computes: a name of engines:list.', helpGroup: 'CONFIGURATION', helpValue: 'NAME' }),
  device: Flags.string({ summary: 'What it computes on: cpu, cuda, tensorrt, webgpu, coreml, dml, or auto for the best.', helpGroup: 'CONFIGURATION', helpValue: 'NAME' }),
  set: Flags.string({ summary: 'Set one configuration key; may be repeated.', helpGroup: 'CONFIGURATION', helpValue: 'KEY=VALUE', multiple: true, multipleNonGreedy: true }),
};


/** Which configuration keys a flag sets: the option table says it; the last ones are settings of models. */
const keysOfFlags: readonly (readonly [flag: string, key: string])[] = [
  ...[...optionsByKey].flatMap(([key, { flag }]) => (flag === undefined ? [] : [[flag, key] as const])),
  ['--adapter', 'model.adapter'],
  ['--fusion', 'model.fusion'],
  ['--target', 'model.target'],
];

/** The given flags that are configuration, as the strongest source of it. */
export function flagOverrides(flags: Readonly<Record<string, unknown>>): FlagOverride[] {
  return keysOfFlags.flatMap(([flag, key]) => {
    const value = flags[flag.slice('--'.length)];
    return typeof value === 'string' ? [{ key, value, flag }] : [];
  });
}
