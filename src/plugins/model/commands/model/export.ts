import { Flags } from '@oclif/core';
import { AvtoolCommand, exportFormats, exportModel, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';

export default class ModelExport extends AvtoolCommand<typeof ModelExport> {
  static override summary = "Write a run's best model for other programs, checked against the training engine.";
  static override examples = [
    '<%= config.bin %> model:export --run runs/first --out first.onnx',
    '<%= config.bin %> model:export --run runs/first --to safetensors --out first.safetensors --force',
  ];
  static override flags = {
    run: sharedFlags.run,
    to: Flags.option({ options: exportFormats, default: 'onnx', summary: 'A model with its weights (onnx), or the weights alone (safetensors).', helpGroup: 'EXPORT' })(),
    out: Flags.string({ summary: 'File to write.', helpGroup: 'EXPORT', helpValue: 'FILE', required: true }),
    clips: Flags.integer({ summary: 'Clips that the model takes at once.', helpGroup: 'EXPORT', helpValue: 'N', min: 1, default: 1 }),
    'external-data': Flags.boolean({ summary: 'Put the weights of an onnx model into FILE.data; over 2 GiB they always are there.', helpGroup: 'EXPORT' }),
    force: Flags.boolean({ summary: 'Replace a file that is there.', helpGroup: 'EXPORT' }),
    cache: sharedFlags.cache,
    engine: sharedFlags.engine,
    device: sharedFlags.device,
    set: sharedFlags.set,
  };

  protected async execute({ configuration, plugins, services, signal }: CommandContext): Promise<UseCaseReport> {
    const { run, to, out, clips, force } = this.flags;
    const { cache } = configuration.values.data;
    return exportModel(await services(), {
      task: (name) => plugins.task(name),
      runFolder: run,
      format: to,
      path: out,
      clips,
      externalData: this.flags['external-data'],
      force,
      ...(cache !== undefined && { cacheFolder: cache }),
      signal,
    });
  }
}
