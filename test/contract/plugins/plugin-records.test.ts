import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changePluginRecords, folderOf, isInstalled, readPluginRecords } from '../../../src/contract/plugins/plugin-records.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-records-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (content: unknown) => writeFile(join(folder, 'package.json'), typeof content === 'string' ? content : JSON.stringify(content));

describe('the list of installed plugins', () => {
  it('is empty where nothing was ever installed', async () => {
    expect(await readPluginRecords(folder)).toEqual([]);
  });

  it('is empty where the data folder is a file', async () => {
    await writeFile(join(folder, 'taken'), '');
    expect(await readPluginRecords(join(folder, 'taken'))).toEqual([]);
  });

  it('is read in the forms that oclif writes, a link in place of the installed plugin of its name', async () => {
    await write({ oclif: { plugins: ['old', { name: 'mine', type: 'user', tag: '^1.0.0' }, { name: 'mine', type: 'link', root: '/work/mine' }, 7, {}] } });
    const records = await readPluginRecords(folder);
    expect(records).toEqual([
      { name: 'old', type: 'user', tag: 'latest' },
      { name: 'mine', type: 'link', root: '/work/mine' },
    ]);
    expect(records.map((record) => folderOf('/data', record))).toEqual(['/data/node_modules/old', '/work/mine']);
  });

  it('is changed without touching what npm keeps in the same file', async () => {
    await write({ name: 'avtool-plugins', dependencies: { mine: '1.0.0' }, oclif: { schema: 1, plugins: [{ name: 'mine', type: 'user' }] } });
    await changePluginRecords(folder, (records) => [...records, { name: 'other', type: 'link', root: '/work/other' }]);
    expect(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))).toEqual({
      name: 'avtool-plugins',
      dependencies: { mine: '1.0.0' },
      oclif: { schema: 1, plugins: [{ name: 'mine', type: 'user' }, { name: 'other', type: 'link', root: '/work/other' }] },
    });
    expect([await isInstalled(folder, 'mine'), await isInstalled(folder, 'other')]).toEqual([true, false]);
  });

  it('that is no JSON is named with its file and never overwritten', async () => {
    await write('{ "oclif": ');
    await expect(readPluginRecords(folder)).rejects.toMatchObject({ code: 'PLUGIN_LIST_BROKEN', where: join(folder, 'package.json') });
    await expect(changePluginRecords(folder, () => [])).rejects.toMatchObject({ code: 'PLUGIN_LIST_BROKEN' });
    expect(await readFile(join(folder, 'package.json'), 'utf8')).toBe('{ "oclif": ');
  });
});
