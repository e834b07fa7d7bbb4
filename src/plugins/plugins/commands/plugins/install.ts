import { Args, Flags } from '@oclif/core';
import { AvtoolCommand, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';
import { contentsLine } from '../../inspection.js';
import type { Inspection } from '../../inspection.js';
import { planLines } from '../../installation-plan.js';
import type { InstallationPlan } from '../../installation-plan.js';
import { installPlugin } from '../../install-plugin.js';
import { installerOf } from '../../installer-of.js';
import { wantedPlugin } from '../../wanted-plugin.js';

export default class PluginsInstall extends AvtoolCommand<typeof PluginsInstall> {
  static override summary = 'Install a plugin: shows first what it would run, and asks.';
  static override examples = ['<%= config.bin %> plugins:install avtool-plugin-mydata', '<%= config.bin %> plugins:install ./avtool-plugin-mydata-1.0.0.tgz --yes'];
  static override args = { plugin: Args.string({ description: 'Package name (with @VERSION where wanted), tarball, folder or git address.', required: true }) };
  static override flags = {
    yes: Flags.boolean({ summary: 'Install without asking.', helpGroup: 'RUN' }),
    'dry-run': sharedFlags.dryRun,
  };

  protected async execute(context: CommandContext): Promise<UseCaseReport & InstallationPlan & Partial<Inspection>> {
    const { plugin: given } = this.args;
    const wanted = await wantedPlugin(given);
    const installer = installerOf(this.config, context.signal, { given: this.flags.yes, silent: this.flags.json });
    const installed = await installPlugin(wanted, given, installer, { dryRun: this.flags['dry-run'] });
    if (installed === undefined) throw new Error('nothing was installed');
    if (!('inspection' in installed)) return { ...installed, lines: [...planLines(installed), 'Nothing was installed.'] };
    const { plan, inspection } = installed;
    return { ...plan, ...inspection, lines: installedLines(inspection) };
  }
}

function installedLines({ name, version, contents, commands }: Inspection): string[] {
  const [dataset] = contents?.datasets ?? [];
  return [`Installed ${name} ${version}: ${contentsLine(contents, commands)}.`, ...(dataset === undefined ? [] : [`Next: avtool ave:prepare --dataset ${dataset} --data FOLDER`])];
}
