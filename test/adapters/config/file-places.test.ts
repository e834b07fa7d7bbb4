import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProjectFile, findUserFile, userFolder } from '../../../src/adapters/config/file-places.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-places-'));
  await mkdir(join(folder, 'a', 'b'), { recursive: true });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const here = (environment: Record<string, string> = {}, platform: NodeJS.Platform = 'linux') => ({ workingFolder: join(folder, 'a', 'b'), environment, platform });

describe('the project file', () => {
  it.each(['avtool.config.json', 'avtool.config.yaml', 'avtool.config.yml'])('may be called %s and lie in a folder above', async (name) => {
    await writeFile(join(folder, name), '');
    expect(await findProjectFile(here())).toBe(join(folder, name));
  });

  it('is the nearest one', async () => {
    await writeFile(join(folder, 'avtool.config.json'), '');
    await writeFile(join(folder, 'a', 'avtool.config.yaml'), '');
    expect(await findProjectFile(here())).toBe(join(folder, 'a', 'avtool.config.yaml'));
  });

  it('cannot be two in one folder: the error names both', async () => {
    await writeFile(join(folder, 'a', 'avtool.config.json'), '');
    await writeFile(join(folder, 'a', 'avtool.config.yml'), '');
    await expect(findProjectFile(here())).rejects.toMatchObject({
      code: 'CONFIG_AMBIGUOUS',
      message: 'There are two configuration files in one folder: ../avtool.config.json and ../avtool.config.yml.',
      where: '..',
      fix: 'Keep one of them.',
      exitCode: 2,
    });
  });

  it('may be absent', async () => {
    expect(await findProjectFile(here())).toBeUndefined();
  });
});

describe('the folder of the user file', () => {
  // The rules of oclif's `config.configDir` (@oclif/core, lib/config/config.js: `dir` and `load`).
  it.each<[string, Record<string, string>, NodeJS.Platform, string]>([
    ['what AVTOOL_CONFIG_DIR says', { AVTOOL_CONFIG_DIR: '/c', XDG_CONFIG_HOME: '/x', HOME: '/h' }, 'linux', '/c'],
    ['avtool in XDG_CONFIG_HOME', { XDG_CONFIG_HOME: '/x', HOME: '/h' }, 'linux', '/x/avtool'],
    ['avtool in XDG_CONFIG_HOME on macOS, too', { XDG_CONFIG_HOME: '/x', HOME: '/h' }, 'darwin', '/x/avtool'],
    ['in the home folder without it', { HOME: '/h' }, 'linux', '/h/.config/avtool'],
    ['in the home folder where it is empty', { XDG_CONFIG_HOME: '', HOME: '/h' }, 'linux', '/h/.config/avtool'],
    ['in .config on macOS', { HOME: '/h' }, 'darwin', '/h/.config/avtool'],
    ['in LOCALAPPDATA on Windows', { LOCALAPPDATA: '/l', HOME: '/h' }, 'win32', '/l/avtool'],
    ['not in LOCALAPPDATA elsewhere', { LOCALAPPDATA: '/l', HOME: '/h' }, 'linux', '/h/.config/avtool'],
  ])('is %s', (_, environment, platform, expected) => {
    expect(userFolder(here(environment, platform))).toBe(expected);
  });

  it('holds config.json, config.yaml or config.yml, and not two of them', async () => {
    const surroundings = here({ AVTOOL_CONFIG_DIR: folder });
    expect(await findUserFile(surroundings)).toBeUndefined();
    await writeFile(join(folder, 'config.yaml'), '');
    expect(await findUserFile(surroundings)).toBe(join(folder, 'config.yaml'));
    await writeFile(join(folder, 'config.json'), '');
    await expect(findUserFile(surroundings)).rejects.toMatchObject({ code: 'CONFIG_AMBIGUOUS', message: `There are two configuration files in one folder: ${folder}/config.json and ${folder}/config.yaml.`, where: folder });
  });
});
