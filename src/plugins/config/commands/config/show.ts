import { Args, Flags } from '@oclif/core';
import { AvtoolCommand, sharedFlags, showConfiguration } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';

export default class ConfigShow extends AvtoolCommand<typeof ConfigShow> {
  static override summary = 'Show every configured value and where it comes from.';
  static override description = 'Sources, strongest first: flags, --set, environment (AVTOOL_GROUP__NAME), project file (avtool.config.json or .yaml, here or in a folder above), user file. Objects merge, lists are replaced.';
  static override examples = ['<%= config.bin %> config:show', '<%= config.bin %> config:show train --origin --set train.epochs=3'];
  static override args = { key: Args.string({ description: 'A key, or the group of several: train.epochs, train.', required: false }) };
  static override flags = {
    origin: Flags.boolean({ summary: 'Show the values of weaker sources, too, that are not used.' }),
    engine: sharedFlags.engine,
    device: sharedFlags.device,
    set: sharedFlags.set,
  };

  protected execute({ configuration }: CommandContext): Promise<UseCaseReport> {
    return showConfiguration(configuration, { key: this.args.key, origins: this.flags.origin });
  }
}
