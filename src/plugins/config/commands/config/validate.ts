import { Args } from '@oclif/core';
import { AvtoolCommand, sharedFlags, validateConfiguration } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';

export default class ConfigValidate extends AvtoolCommand<typeof ConfigValidate> {
  static override summary = 'Check the configuration and list everything that is wrong with it.';
  static override description = 'Checks keys, values and syntax of all sources, or of one file alone, and the names of engines, data set, recipe, adapter method and model settings. Exit code 2 when something is wrong.';
  static override examples = ['<%= config.bin %> config:validate', '<%= config.bin %> config:validate other.config.yaml --json'];
  static override args = { file: Args.string({ description: 'A file to check alone, without the other sources.', required: false }) };
  static override flags = { set: sharedFlags.set };

  protected override readonly worksWithFaultyConfiguration = true;

  protected async execute({ configurationFiles, engineNames, plugins }: CommandContext): Promise<UseCaseReport> {
    return validateConfiguration({ reading: await configurationFiles.read(this.args.file), plugins, engineNames });
  }
}
