import { Args, Flags } from '@oclif/core';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AvtoolCommand, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import { AvtoolError } from '../../../../contract/index.js';
import type { UseCaseReport } from '../../../../contract/index.js';
import { checkNewFolder, writeNewFolder } from '../../new-folder.js';
import { newPluginName } from '../../new-plugin-name.js';
import type { NewPluginName } from '../../new-plugin-name.js';
import { pluginTemplate } from '../../plugin-template.js';

interface CreatedPlugin extends UseCaseReport {
  readonly name: string;
  readonly dataset: string;
  readonly folder: string;
  /** Paths below the folder. */
  readonly files: readonly string[];
}

export default class PluginsCreate extends AvtoolCommand<typeof PluginsCreate> {
  static override summary = 'Write a plugin to begin with: a data set of your own videos, with tests.';
  static override description = 'A folder of videos with a list of events needs no plugin: --dataset folder takes it as it is.';
  static override examples = ['<%= config.bin %> plugins:create birds', '<%= config.bin %> plugins:create @me/birds --dir work/birds'];
  static override args = { name: Args.string({ description: 'Name of the data set; the package is called avtool-plugin-NAME.', required: true }) };
  static override flags = {
    dir: Flags.string({ summary: 'Folder of the plugin, absent or empty. [default: avtool-plugin-NAME]', helpValue: 'FOLDER', helpGroup: 'RUN' }),
    'dry-run': sharedFlags.dryRun,
  };

  protected async execute({ plugins }: CommandContext): Promise<CreatedPlugin> {
    const name = newPluginName(this.args.name);
    await checkFree(name, plugins);
    const folder = this.flags.dir ?? basename(name.package);
    await checkNewFolder(folder);
    const files = await pluginTemplate(fileURLToPath(new URL('../../template', import.meta.url)), name);
    if (!this.flags['dry-run']) await writeNewFolder(folder, files);
    const paths = [...files.keys()];
    const lines = this.flags['dry-run'] ? paths.map((path) => `would write  ${join(folder, path)}`) : [`Wrote the plugin ${name.package} to ${folder}: ${paths.join(', ')}.`, 'Next:', ...nextCommands(name, folder).map((line) => `  ${line}`)];
    return { name: name.package, dataset: name.dataset, folder: resolve(folder), files: paths, lines };
  }
}

/** @throws AvtoolError PLUGIN_NAME (exit 2) where another plugin has a data set of this name */
async function checkFree(name: NewPluginName, plugins: CommandContext['plugins']): Promise<void> {
  const owner = (await plugins.statuses()).find(({ name: other, contents }) => other !== name.package && contents?.datasets.includes(name.dataset) === true);
  if (owner !== undefined) throw new AvtoolError({ code: 'PLUGIN_NAME', message: `The data set ${name.dataset} comes with the plugin ${owner.name} already.`, fix: 'Choose another name.', exitCode: 2 });
}

function nextCommands({ dataset }: NewPluginName, folder: string): string[] {
  const path = relative('', folder);
  const enter = path === '' ? [] : [`cd ${/^[\w@./-]+$/.test(path) ? path : JSON.stringify(path)}`];
  return [...enter, 'npm install', 'npm test', 'avtool plugins:link .', `avtool ave:train --dataset ${dataset} --data FOLDER --size scenes-tiny --run runs/first`];
}
