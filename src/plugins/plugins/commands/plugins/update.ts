import { Args, Flags } from '@oclif/core';
import { AvtoolCommand } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';
import { readPluginRecords } from '../../../../contract/plugin-management.js';
import type { PluginRecord } from '../../../../contract/plugin-management.js';
import { installPlugin } from '../../install-plugin.js';
import { installerOf } from '../../installer-of.js';
import { recordCalled } from '../../record-called.js';
import { wantedPlugin } from '../../wanted-plugin.js';
import type { WantedPlugin } from '../../wanted-plugin.js';

interface Updated {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export default class PluginsUpdate extends AvtoolCommand<typeof PluginsUpdate> {
  static override summary = 'Update one installed plugin or all: shows first what each would run, and asks.';
  static override examples = ['<%= config.bin %> plugins:update', '<%= config.bin %> plugins:update avtool-plugin-mydata --yes'];
  static override args = { plugin: Args.string({ description: 'Plugin to update. [default: all]' }) };
  static override flags = { yes: Flags.boolean({ summary: 'Update without asking.', helpGroup: 'RUN' }) };

  protected async execute({ signal }: CommandContext): Promise<UseCaseReport & { updated: readonly Updated[] }> {
    const records = await readPluginRecords(this.config.dataDir);
    const chosen = this.args.plugin === undefined ? records : [recordCalled(this.args.plugin, records)];
    const installer = installerOf(this.config, signal, { given: this.flags.yes, silent: this.flags.json });
    const updated: Updated[] = [];
    for (const record of chosen.filter(({ type }) => type === 'user')) {
      const before = this.config.plugins.get(record.name)?.version ?? '(none)';
      const installed = await installPlugin(await wantedAgain(record), record.url ?? `${record.name}@${record.tag ?? 'latest'}`, installer, { dryRun: false, when: ({ manifest }) => manifest.version !== before });
      updated.push({ name: record.name, before, after: installed === undefined || !('inspection' in installed) ? before : installed.plan.version });
    }
    return { updated, lines: linesOf(updated, chosen) };
  }
}

function wantedAgain({ name, tag, url }: PluginRecord): Promise<WantedPlugin> | WantedPlugin {
  return url === undefined ? { kind: 'registry', spec: `${name}@${tag ?? 'latest'}` } : wantedPlugin(url);
}

function linesOf(updated: readonly Updated[], chosen: readonly PluginRecord[]): string[] {
  const linked = chosen.filter(({ type }) => type === 'link').map(({ name, root }) => `${name}: linked; it is what stands in ${root}`);
  const lines = updated.map(({ name, before, after }) => (before === after ? `${name}: ${after} is the newest` : `${name}: ${before} → ${after}`));
  return chosen.length === 0 ? ['No plugin is installed.'] : [...lines, ...linked];
}
