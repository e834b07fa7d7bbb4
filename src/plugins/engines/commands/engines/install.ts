import { Args, Flags } from '@oclif/core';
import { join, resolve } from 'node:path';
import { AvtoolCommand, enginePackageNames, installEngine, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import { AvtoolError } from '../../../../contract/index.js';
import type { UseCaseReport } from '../../../../contract/index.js';

export default class EnginesInstall extends AvtoolCommand<typeof EnginesInstall> {
  static override summary = 'Install a native TensorFlow.js engine into your data folder.';
  static override description = 'npm brings the JavaScript; TensorFlow\'s C libraries come from its download host, a mirror, or this machine; the native binding is the published one or is compiled here. The environment names of the package (TFJS_NODE_CDN_STORAGE, TFJS_NODE_BASE_URI) hold here, too. Nothing is put in its place before it has multiplied two matrices.';
  static override examples = ['<%= config.bin %> engines:install tfjs-node', '<%= config.bin %> engines:install tfjs-node --libtensorflow ./site-packages/tensorflow'];
  static override args = { engine: Args.string({ description: 'Engine to install.', required: true, options: [...enginePackageNames] }) };
  static override flags = {
    libtensorflow: Flags.string({ summary: 'TensorFlow\'s C libraries on this machine: a folder with include and lib, an unpacked TensorFlow wheel, or an archive (.tar.gz, .zip, .whl).', helpGroup: 'SOURCE', helpValue: 'PATH', exclusive: ['mirror'] }),
    mirror: Flags.string({ summary: 'Host to ask instead of the package\'s own, with the same paths below it.', helpGroup: 'SOURCE', helpValue: 'URL' }),
    force: Flags.boolean({ summary: 'Replace an engine that works.' }),
    'dry-run': sharedFlags.dryRun,
    set: sharedFlags.set,
  };

  protected async execute({ services, signal }: CommandContext): Promise<UseCaseReport> {
    const name = enginePackageNames.find((known) => known === this.args.engine);
    if (name === undefined) throw new Error(`${this.args.engine} is not among the options of this argument`);
    const { libtensorflow, mirror, force, 'dry-run': dryRun } = this.flags;
    if (mirror !== undefined && !/^https?:\/\/[^/]/.test(mirror)) {
      throw new AvtoolError({ code: 'MIRROR_SYNTAX', message: `--mirror takes an address that starts with https:// or http://, not ${mirror}`, exitCode: 2 });
    }
    const libraries = libtensorflow === undefined ? ({ kind: 'published', mirror } as const) : ({ kind: 'local', path: resolve(libtensorflow) } as const);
    return installEngine(await services(), { name, folder: join(this.config.dataDir, 'engines', name), libraries, force, dryRun, signal });
  }
}
