import { Args } from '@oclif/core';
import { AvtoolCommand } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';
import { readPluginRecords } from '../../../../contract/plugin-management.js';
import { removePlugin } from '../../install-plugin.js';
import { recordCalled } from '../../record-called.js';

export default class PluginsUninstall extends AvtoolCommand<typeof PluginsUninstall> {
  static override summary = 'Remove a plugin, or end the link to its folder; works for a broken one too.';
  static override examples = ['<%= config.bin %> plugins:uninstall avtool-plugin-mydata', '<%= config.bin %> plugins:uninstall avtool-plugin-mydata --json'];
  static override args = { plugin: Args.string({ description: 'Package name of the plugin.', required: true }) };

  protected async execute({ signal }: CommandContext): Promise<UseCaseReport & { name: string }> {
    const { dataDir, npmRegistry } = this.config;
    const record = recordCalled(this.args.plugin, await readPluginRecords(dataDir));
    await removePlugin(record.name, { dataFolder: dataDir, registry: npmRegistry, signal });
    return { name: record.name, lines: [record.type === 'link' ? `The link to ${record.root} is gone; the folder is as it was.` : `Removed ${record.name}.`] };
  }
}
