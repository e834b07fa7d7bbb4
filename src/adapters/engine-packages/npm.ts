import { access, constants } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { engineFault } from './engine-fault.js';
import { success } from './run-child.js';
import type { ChildRequest, RunChild } from './run-child.js';

/** What every child of one installation is started with. */
export interface ChildSettings {
  readonly run: RunChild;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The Node that avtool runs on, and that will load the engine. */
  readonly node: string;
  readonly platform: string;
}

/** Runs the npm of the PATH in a folder with a `package.json`. @throws AvtoolError ENGINE_NPM (exit 3) with npm's last lines */
export async function runNpm(args: readonly string[], cwd: string, settings: ChildSettings, signal: AbortSignal): Promise<string> {
  const { run, environment, node, platform } = settings;
  // On Windows npm is a batch file, which needs a shell; the script behind it does not.
  const [command, ...first] = platform === 'win32' ? [node, join(dirname(node), 'node_modules', 'npm', 'bin', 'npm-cli.js')] : ['npm'];
  const request: ChildRequest = { command, args: [...first, ...args], cwd, environment, signal, timeoutSeconds: 3600 };
  const { outcome, stdout, lastLines } = await run(request);
  if (outcome === success) return stdout;
  const doing = `npm ${args.join(' ')}`;
  if (outcome === 'ENOENT') throw engineFault('ENGINE_NPM', 3, 'npm is not on the PATH', { where: doing, fix: 'install npm, which comes with Node, and run the same command again' });
  throw engineFault('ENGINE_NPM', 3, `npm ended with ${outcome}:`, { where: doing, fix: 'check the network and the registry (npm config get registry), then run the same command again', log: lastLines });
}

/** The first of `names` that the PATH has, or undefined. */
export async function findProgram(names: readonly string[], environment: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  for (const name of names) {
    const places = name.includes('/') ? [name] : (environment.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
    for (const place of places) {
      if (await access(place, constants.X_OK).then(() => true, () => false)) return name;
    }
  }
  return undefined;
}
