import { Flags } from '@oclif/core';
import { AvtoolCommand } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';

export default class ConfigSchema extends AvtoolCommand<typeof ConfigSchema> {
  static override summary = 'Print the JSON Schema of configuration files.';
  static override examples = ['<%= config.bin %> config:schema > avtool.config.schema.json', '<%= config.bin %> config:schema --markdown'];
  static override flags = { markdown: Flags.boolean({ summary: 'Print a table of all keys in Markdown instead.' }) };

  protected override readonly worksWithFaultyConfiguration = true;

  protected execute({ configurationFiles }: CommandContext): Promise<UseCaseReport> {
    const schema = configurationFiles.jsonSchema();
    const text = this.flags.markdown ? configurationFiles.markdownTable().trimEnd() : JSON.stringify(schema, null, 2);
    return Promise.resolve({ lines: [text], schema });
  }
}
