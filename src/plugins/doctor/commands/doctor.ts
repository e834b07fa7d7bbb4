import { arch, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { AvtoolCommand, diagnose, sharedFlags } from '../../../contract/commands.js';
import type { CommandContext } from '../../../contract/commands.js';
import type { UseCaseReport } from '../../../contract/index.js';

/** One thing that hangs does not keep the report of the others longer. */
const probeSeconds = 5;

export default class Doctor extends AvtoolCommand<typeof Doctor> {
  static override summary = 'Say what works here and what does not, with the repair of each.';
  static override description = 'Looks at versions, plugins, configuration, engines and devices, video decoders, folders and disk. Exit code 1 when something that is needed does not work.';
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --engine tfjs --json'];
  static override flags = { engine: sharedFlags.engine, device: sharedFlags.device, set: sharedFlags.set };

  protected override readonly worksWithFaultyConfiguration = true;
  private hung = false;

  override async run(): Promise<void> {
    await super.run();
    // Work that was given up waiting for must not keep the process.
    if (this.hung) process.stdout.write('', () => process.exit());
  }

  protected async execute({ configuration, configurationFiles, plugins, engines, engineNames, machine }: CommandContext): Promise<UseCaseReport> {
    const { configDir, dataDir, cacheDir, version } = this.config;
    const { values } = configuration;
    const { hung, ...report } = await diagnose({
      versions: { avtool: version, node: process.versions.node, platform: `${platform()}-${arch()} ${release()}`, machine: `${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(1)} GiB memory` },
      oldestNode: [20, 19],
      values,
      readConfiguration: () => configurationFiles.read(),
      plugins,
      engines: (name) => engines(name),
      engineNames,
      machine,
      folders: [
        { name: 'working folder', path: process.cwd() },
        { name: 'configuration', path: configDir },
        { name: 'data', path: dataDir },
        { name: 'engines', path: join(dataDir, 'engines') },
        { name: 'downloads', path: cacheDir },
        ...(values.data.cache === undefined ? [] : [{ name: 'clip cache', path: values.data.cache }]),
      ],
      probeSeconds,
    });
    this.hung = hung;
    return report;
  }
}
