import { Flags } from '@oclif/core';
import { AvtoolCommand } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';
import { contentsLine } from '../../inspection.js';
import type { Inspection } from '../../inspection.js';

type Listed = Pick<Inspection, 'name' | 'version' | 'contents' | 'commands' | 'fault'> & { readonly origin: string };

export default class Plugins extends AvtoolCommand<typeof Plugins> {
  static override summary = 'List the installed plugins: what they bring, and which are left out and why.';
  static override examples = ['<%= config.bin %> plugins', '<%= config.bin %> plugins --all --json'];
  static override flags = { all: Flags.boolean({ summary: 'Those that come with avtool, too.', helpGroup: 'DATA' }) };

  protected async execute(context: CommandContext): Promise<UseCaseReport & { plugins: readonly Listed[] }> {
    const statuses = await context.plugins.statuses();
    const plugins = this.config
      .getPluginsList()
      .filter(({ isRoot, type }) => !isRoot && (this.flags.all || type !== 'core'))
      .map(({ name, version, type, commandIDs }) => {
        const status = statuses.find((candidate) => candidate.name === name);
        const origin = type === 'core' ? 'first-party' : type;
        return { name, version, origin, contents: status?.contents ?? null, commands: commandIDs, fault: status?.fault ?? null };
      });
    const lines = plugins.map(({ name, version, origin, contents, commands, fault }) => `${name} ${version} (${origin}): ${fault === null ? contentsLine(contents, commands) : `left out: ${fault.reason}`}`);
    return { plugins, lines: lines.length === 0 ? ['No plugin is installed.'] : lines };
  }
}
