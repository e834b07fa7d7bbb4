import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConfigurationFiles } from '../../src/adapters/config/configuration-files.js';
import { initialiseConfiguration } from '../../src/app/initialise-configuration.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-init-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const files = () => createConfigurationFiles({ workingFolder: folder, environment: { AVTOOL_CONFIG_DIR: join(folder, 'user', 'deep') }, platform: 'linux', flags: [], settings: [] });
const yaml = { scope: 'project', format: 'yaml', force: false } as const;

describe('initialising a configuration', () => {
  it('writes a file and the schema that it names', async () => {
    const { written } = await initialiseConfiguration(files(), yaml);
    expect(written).toEqual([join(folder, 'avtool.config.yaml'), join(folder, 'avtool.config.schema.json')]);
    expect(await readFile(written[0], 'utf8')).toMatch(/^# yaml-language-server: \$schema=\.\/avtool\.config\.schema\.json\n/);
    expect(JSON.parse(await readFile(written[1], 'utf8'))).toMatchObject({ title: 'avtool configuration' });
  });

  it('writes the file of the user into a folder that it makes', async () => {
    const { written } = await initialiseConfiguration(files(), { scope: 'user', format: 'json', force: false });
    expect(written[0]).toBe(join(folder, 'user', 'deep', 'config.json'));
    expect(await readdir(join(folder, 'user', 'deep'))).toEqual(['avtool.config.schema.json', 'config.json']);
  });

  it('does not replace a file, unless it is forced to', async () => {
    await writeFile(join(folder, 'avtool.config.yaml'), 'mine');
    await expect(initialiseConfiguration(files(), yaml)).rejects.toMatchObject({ code: 'CONFIG_EXISTS', where: join(folder, 'avtool.config.yaml'), fix: 'Change it, or replace it with --force.', exitCode: 4 });
    expect(await readFile(join(folder, 'avtool.config.yaml'), 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual(['avtool.config.yaml']);
    await initialiseConfiguration(files(), { ...yaml, force: true });
    expect(await readFile(join(folder, 'avtool.config.yaml'), 'utf8')).toMatch(/^# yaml/);
  });

  it('never writes a second file beside one of another format', async () => {
    await writeFile(join(folder, 'avtool.config.json'), '{}');
    await expect(initialiseConfiguration(files(), { ...yaml, force: true })).rejects.toMatchObject({ code: 'CONFIG_EXISTS', where: join(folder, 'avtool.config.json'), exitCode: 4 });
    expect(await readdir(folder)).toEqual(['avtool.config.json']);
  });

  it('keeps a schema file that is the same, and does not replace another one', async () => {
    const [first] = (await initialiseConfiguration(files(), yaml)).written;
    await rm(first);
    await initialiseConfiguration(files(), yaml);
    await rm(first);
    await writeFile(join(folder, 'avtool.config.schema.json'), 'mine');
    await expect(initialiseConfiguration(files(), yaml)).rejects.toMatchObject({ code: 'CONFIG_EXISTS', where: join(folder, 'avtool.config.schema.json'), exitCode: 4 });
  });
});
