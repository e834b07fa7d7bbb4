import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedAddress, wantedPlugin } from '../../../src/plugins/plugins/wanted-plugin.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-wanted-'));
  await writeFile(join(folder, 'mine.tgz'), '');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what plugins:install takes', () => {
  it.each([
    ['avtool-plugin-mine', 'registry'],
    ['avtool-plugin-mine@^1.2.0', 'registry'],
    ['@lab/plugin-mine@next', 'registry'],
    ['git+https://example.org/lab/mine.git', 'git'],
    ['https://example.org/lab/mine.git#v1', 'git'],
    ['git@example.org:lab/mine', 'git'],
    ['https://example.org/mine-1.0.0.tgz', 'tarball'],
  ])('reads %s as one of the kind %s, as it stands', async (spec, kind) => {
    expect(await wantedPlugin(spec)).toEqual({ kind, spec });
  });

  it('reads a bare name as a package of the registry though a folder of that name stands here', async () => {
    expect(await wantedPlugin('src')).toEqual({ kind: 'registry', spec: 'src' });
  });

  it('reads OWNER/REPOSITORY as one of GitHub', async () => {
    expect(await wantedPlugin('lab/mine')).toEqual({ kind: 'git', spec: 'github:lab/mine' });
  });

  it('takes folders and files by their whole path, which is what is recorded', async () => {
    const file = await wantedPlugin(join(folder, 'mine.tgz'));
    expect([file, recordedAddress(file)]).toEqual([{ kind: 'tarball', spec: join(folder, 'mine.tgz') }, `file:${join(folder, 'mine.tgz')}`]);
    expect(await wantedPlugin(`file:${folder}`)).toEqual({ kind: 'folder', spec: folder });
  });

  it.each(['./nowhere', '/nowhere/mine', 'nowhere.tgz'])('says that %s is not there instead of asking a registry', async (path) => {
    await expect(wantedPlugin(path)).rejects.toMatchObject({ code: 'PLUGIN_FILE_MISSING', where: path, exitCode: 2 });
  });

  it.each(['My Plugin', 'mine; rm -rf /', '$(id)'])('refuses %s', async (given) => {
    await expect(wantedPlugin(given)).rejects.toMatchObject({ code: 'PLUGIN_SPEC', exitCode: 2 });
  });
});
