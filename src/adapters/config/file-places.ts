import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { AvtoolError } from '../../domain/errors.js';

export interface Surroundings {
  /** The project file is looked for here and in the folders above. */
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

const extensions = ['json', 'yaml', 'yml'] as const;

export const projectFileNames: readonly string[] = extensions.map((extension) => `avtool.config.${extension}`);
export const userFileNames: readonly string[] = extensions.map((extension) => `config.${extension}`);

/** The folder of the user file, by oclif's rules: `AVTOOL_CONFIG_DIR`, else `avtool` in `XDG_CONFIG_HOME`, on Windows in `LOCALAPPDATA`, else in `~/.config`. */
export function userFolder({ environment, platform }: Surroundings): string {
  const { AVTOOL_CONFIG_DIR, XDG_CONFIG_HOME, LOCALAPPDATA, HOME } = environment;
  if (isGiven(AVTOOL_CONFIG_DIR)) return AVTOOL_CONFIG_DIR;
  const base = [XDG_CONFIG_HOME, platform === 'win32' ? LOCALAPPDATA : undefined].find(isGiven);
  return join(base ?? join(isGiven(HOME) ? HOME : homedir(), '.config'), 'avtool');
}

/** The nearest project file, here or in a folder above. @throws AvtoolError CONFIG_AMBIGUOUS for two in one folder */
export async function findProjectFile({ workingFolder }: Surroundings): Promise<string | undefined> {
  for (let folder = workingFolder; ; folder = dirname(folder)) {
    const path = await onlyFile(folder, projectFileNames, (file) => relative(workingFolder, file));
    if (path !== undefined || folder === dirname(folder)) return path;
  }
}

/** @throws AvtoolError CONFIG_AMBIGUOUS */
export async function findUserFile(surroundings: Surroundings): Promise<string | undefined> {
  return onlyFile(userFolder(surroundings), userFileNames, (file) => file);
}

/** Those of the names that the folder has. */
export async function filesThere(folder: string, names: readonly string[]): Promise<string[]> {
  const paths = names.map((name) => join(folder, name));
  const there = await Promise.all(paths.map((path) => access(path).then(() => true, () => false)));
  return paths.filter((_, index) => there[index]);
}

async function onlyFile(folder: string, names: readonly string[], shown: (path: string) => string): Promise<string | undefined> {
  const there = await filesThere(folder, names);
  if (there.length < 2) return there.at(0);
  const [kept, ...others] = there.map(shown);
  throw new AvtoolError({ code: 'CONFIG_AMBIGUOUS', message: `There are two configuration files in one folder: ${[kept, ...others].join(' and ')}.`, where: shown(folder) || '.', fix: `Keep one of them.`, exitCode: 2 });
}

const isGiven = (text: string | undefined): text is string => text !== undefined && text !== '';
