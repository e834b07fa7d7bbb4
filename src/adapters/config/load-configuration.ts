import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Configuration, FlagOverride } from '../../domain/ports/configuration.js';
import { systemCode } from '../files/file-fault.js';
import { settingsOfEnvironment, settingsOfFile, settingsOfFlags, settingsOfSet } from './configuration-source.js';
import type { Setting } from './configuration-source.js';
import { resolveConfiguration } from './resolve-configuration.js';

export const projectFileName = 'avtool.config.json';

export interface ConfigurationRequest {
  /** The project file is looked for here and in the folders above. */
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly flags: readonly FlagOverride[];
  /** `--set` values, `key=value`. */
  readonly settings: readonly string[];
}

/**
 * Flag, `--set`, environment, project file, user file (in this order of strength) as one value with origins.
 * @throws AvtoolError for a file that is not JSON, an unknown key, a value of another type: names the source
 */
export async function loadConfiguration(request: ConfigurationRequest): Promise<Configuration> {
  return resolveConfiguration([
    settingsOfFlags(request.flags),
    settingsOfSet(request.settings),
    settingsOfEnvironment(request.environment),
    await projectSettings(request.workingFolder),
    await userSettings(request.environment),
  ]);
}

async function projectSettings(workingFolder: string): Promise<Setting[]> {
  for (let folder = workingFolder; ; folder = dirname(folder)) {
    const path = join(folder, projectFileName);
    const text = await readIfThere(path);
    if (text !== undefined) return settingsOfFile(text, relative(workingFolder, path));
    if (folder === dirname(folder)) return [];
  }
}

async function userSettings(environment: Readonly<Record<string, string | undefined>>): Promise<Setting[]> {
  const home = environment.HOME ?? homedir();
  const path = join(environment.XDG_CONFIG_HOME ?? join(home, '.config'), 'avtool', 'config.json');
  const text = await readIfThere(path);
  return text === undefined ? [] : settingsOfFile(text, path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
