import { Args } from '@oclif/core';
import { AvtoolCommand } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';
import { acceptedContracts, readPluginRecords } from '../../../../contract/plugin-management.js';
import { contentsLine } from '../../inspection.js';
import type { Inspection } from '../../inspection.js';
import { recordCalled } from '../../record-called.js';

export default class PluginsInspect extends AvtoolCommand<typeof PluginsInspect> {
  static override summary = 'Look at one plugin: what it brings, what it runs, whether it works.';
  static override examples = ['<%= config.bin %> plugins:inspect avtool-plugin-mydata', '<%= config.bin %> plugins:inspect avtool-plugin-mydata --json'];
  static override args = { plugin: Args.string({ description: 'Package name of the plugin.', required: true }) };

  protected async execute({ plugins }: CommandContext): Promise<UseCaseReport & Inspection> {
    const record = recordCalled(this.args.plugin, await readPluginRecords(this.config.dataDir));
    const plugin = this.config.plugins.get(record.name);
    if (plugin === undefined) throw new Error(`${record.name} is recorded but was not opened`);
    const status = (await plugins.statuses()).find(({ name }) => name === record.name);
    const inspection: Inspection = {
      name: record.name,
      version: plugin.version,
      origin: record.type,
      folder: plugin.root,
      source: record.url ?? null,
      contents: status?.contents ?? null,
      commands: plugin.commandIDs,
      hooks: Object.keys(plugin.hooks),
      dependencies: plugin.pjson.dependencies ?? {},
      fault: status?.fault ?? null,
    };
    return { ...inspection, lines: linesOf(inspection) };
  }
}

function linesOf(plugin: Inspection): string[] {
  const dependencies = Object.entries(plugin.dependencies).map(([name, range]) => `${name} ${range}`);
  return [
    `${plugin.name} ${plugin.version} (${plugin.origin === 'link' ? 'linked' : 'installed'})`,
    `  folder        ${plugin.folder}`,
    `  from          ${plugin.source ?? (plugin.origin === 'link' ? 'the linked folder' : 'the registry')}`,
    `  brings        ${contentsLine(plugin.contents, plugin.commands)}`,
    `  hooks         ${plugin.hooks.length === 0 ? 'none' : plugin.hooks.join(', ')}`,
    `  dependencies  ${dependencies.length === 0 ? 'none' : dependencies.join(', ')}`,
    `  state         ${plugin.fault === null ? 'works' : `left out: ${plugin.fault.reason}. Repair: ${plugin.fault.fix}`}`,
    `  avtool takes plugins of contract ${acceptedContracts.join(' and ')}.`,
  ];
}
