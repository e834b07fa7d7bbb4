import { Flags } from '@oclif/core';
import { AvtoolCommand, initialiseConfiguration } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';

export default class ConfigInit extends AvtoolCommand<typeof ConfigInit> {
  static override summary = 'Write a configuration file to begin with.';
  static override description = 'The YAML file names every key in comments and changes nothing until a line is uncommented; the JSON file holds the built-in defaults. Both name a schema file beside them, with which editors complete and check.';
  static override examples = ['<%= config.bin %> config:init', '<%= config.bin %> config:init --format json --user'];
  static override flags = {
    format: Flags.option({ options: ['yaml', 'json'] as const, default: 'yaml' as const, summary: 'Format of the file.' })(),
    user: Flags.boolean({ summary: 'Write the file of the user, for all projects, instead of one here.' }),
    force: Flags.boolean({ summary: 'Replace the file that is there.' }),
  };

  protected override readonly worksWithFaultyConfiguration = true;

  protected execute({ configurationFiles }: CommandContext): Promise<UseCaseReport> {
    const { format, user, force } = this.flags;
    return initialiseConfiguration(configurationFiles, { scope: user ? 'user' : 'project', format, force });
  }
}
