import { Args } from '@oclif/core';
import { resolve } from 'node:path';
import { AvtoolCommand } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import { AvtoolError } from '../../../../contract/index.js';
import type { UseCaseReport } from '../../../../contract/index.js';
import { changePluginRecords, isPlugin, readManifest, rememberPlugin } from '../../../../contract/plugin-management.js';
import { contentsLine, inspectAfresh } from '../../inspection.js';
import type { Inspection } from '../../inspection.js';

export default class PluginsLink extends AvtoolCommand<typeof PluginsLink> {
  static override summary = 'Use a plugin from the folder where it is being written; changes take effect at once.';
  static override examples = ['<%= config.bin %> plugins:link ./avtool-plugin-mydata', '<%= config.bin %> plugins:link .'];
  static override args = { folder: Args.string({ description: 'Folder of the plugin.', default: '.' }) };

  protected async execute({ signal }: CommandContext): Promise<UseCaseReport & Inspection> {
    const folder = resolve(this.args.folder);
    const manifest = await readManifest(folder);
    const { name } = manifest;
    if (!isPlugin(manifest)) throw new AvtoolError({ code: 'PLUGIN_INVALID', message: `The package ${name} is no plugin of avtool: its package.json has neither avtool.plugin nor oclif.`, where: folder, exitCode: 2 });
    await changePluginRecords(this.config.dataDir, (records) => [...records.filter((other) => other.name !== name || other.type !== 'link'), { name, type: 'link', root: folder }]);
    const inspection = await inspectAfresh(name, signal);
    const { contents, commands, fault } = inspection;
    await rememberPlugin(this.config.dataDir, { name, install: folder, brings: contents ?? {}, commands });
    const state = fault === null ? `${contentsLine(contents, commands)}.` : `it does not work yet: ${fault.reason}. Repair: ${fault.fix}.`;
    return { ...inspection, lines: [`Linked ${name} from ${folder}: ${state}`, 'It runs with your rights, and nothing of it was installed: its dependencies are those in its folder.'] };
  }
}
