import { relative, resolve } from 'node:path';
import { AvtoolError } from '../../domain/errors.js';
import type { Configuration, FlagOverride } from '../../domain/ports/configuration.js';
import type { ConfigurationReading } from '../../domain/ports/configuration-files.js';
import { findProjectFile, findUserFile } from './file-places.js';
import type { Surroundings } from './file-places.js';
import { settingsOfFile } from './file-settings.js';
import { readFileText } from './read-file-text.js';
import { resolveConfiguration } from './resolve-configuration.js';
import type { Setting } from './setting.js';
import { settingsOfEnvironment, settingsOfFlags, settingsOfSet } from './text-settings.js';

export interface ConfigurationRequest extends Surroundings {
  readonly flags: readonly FlagOverride[];
  /** `--set` values, `key=value`. */
  readonly settings: readonly string[];
}

/**
 * Flag, `--set`, environment, project file, user file (in this order of strength) as one value with origins.
 * @throws AvtoolError for a file that cannot be read, an unknown key, a value of another type: names the source
 */
export async function loadConfiguration(request: ConfigurationRequest): Promise<Configuration> {
  const { configuration, problems } = await readConfiguration(request);
  if (problems.length > 0) throw withCount(problems);
  return configuration;
}

/** The same, with every problem instead of the first one: what is wrong is left out. */
export async function readConfiguration(request: ConfigurationRequest): Promise<ConfigurationReading> {
  const problems: AvtoolError[] = [];
  const report = (problem: AvtoolError) => void problems.push(problem);
  const files: string[] = [];
  const settingsIn = async (find: () => Promise<string | undefined>, shown: (path: string) => string): Promise<Setting[]> =>
    collected(problems, async () => {
      const path = await find();
      if (path === undefined) return [];
      const text = await readFileText(path, shown(path));
      if (text === undefined) return [];
      files.push(shown(path));
      return settingsOfFile(text, shown(path), report);
    });
  const sources = [
    settingsOfFlags(request.flags),
    settingsOfSet(request.settings, report),
    settingsOfEnvironment(request.environment, report),
    await settingsIn(() => findProjectFile(request), (path) => relative(request.workingFolder, path)),
    await settingsIn(() => findUserFile(request), (path) => path),
  ];
  return { configuration: resolveConfiguration(sources, report), problems, files };
}

/**
 * One file alone, over the built-in defaults.
 * @throws AvtoolError FILE_MISSING (exit 3)
 */
export async function readConfigurationFile(file: string, workingFolder: string): Promise<ConfigurationReading> {
  const problems: AvtoolError[] = [];
  const report = (problem: AvtoolError) => void problems.push(problem);
  const settings = await collected(problems, async () => {
    const text = await readFileText(resolve(workingFolder, file), file);
    if (text === undefined) throw new AvtoolError({ code: 'FILE_MISSING', message: 'The file does not exist.', where: file, fix: 'avtool config:init writes one to begin with.', exitCode: 3 });
    return settingsOfFile(text, file, report);
  });
  return { configuration: resolveConfiguration([settings], report), problems, files: [file] };
}

/** What makes a source unusable is one problem among others; a missing or forbidden file ends the command. */
async function collected(problems: AvtoolError[], read: () => Promise<Setting[]>): Promise<Setting[]> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof AvtoolError) || error.exitCode !== 2) throw error;
    problems.push(error);
    return [];
  }
}

function withCount([first, ...others]: readonly AvtoolError[]): AvtoolError {
  if (others.length === 0) return first;
  const { code, message, where, fix, exitCode } = first;
  const more = `avtool config:validate lists ${others.length === 1 ? 'one more problem' : `${others.length} more problems`}.`;
  return new AvtoolError({ code, message, ...(where === undefined ? {} : { where }), fix: fix === undefined ? more : `${fix} ${more}`, exitCode, cause: first });
}
