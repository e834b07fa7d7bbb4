import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '@oclif/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandOfAbsentPlugin } from '../../../src/contract/plugins/absent-command.js';
import { absentPlugins, rememberPlugin } from '../../../src/contract/plugins/known-plugins.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-known-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

type Known = Parameters<typeof absentPlugins>[0];

/** A configuration of oclif with these plugins installed and this table in avtool's `package.json`. */
const config = ({ installed = [], table = [] }: { installed?: readonly string[]; table?: readonly unknown[] } = {}): Known => ({
  plugins: new Map(installed.map((name) => [name, {}])) as unknown as Config['plugins'],
  dataDir: folder,
  pjson: { avtool: { knownPlugins: table } } as unknown as Config['pjson'],
});

const kinetics = { name: 'avtool-plugin-kinetics', install: 'avtool-plugin-kinetics@2', brings: { datasets: ['kinetics'] }, commands: ['kinetics:download'] };

describe('the known plugins', () => {
  it('are those of avtool’s own table that are not installed', () => {
    expect(absentPlugins(config({ table: [kinetics, 7, {}] }))).toEqual([{ ...kinetics, origin: 'absent' }]);
    expect(absentPlugins(config({ table: [kinetics], installed: ['avtool-plugin-kinetics'] }))).toEqual([]);
  });

  it('are also those that were installed here once, as they were last', async () => {
    await rememberPlugin(folder, { ...kinetics, commands: [] });
    await rememberPlugin(folder, kinetics);
    expect(absentPlugins(config())).toEqual([{ ...kinetics, origin: 'absent' }]);
  });

  it('are forgotten, and nothing else, when the memory cannot be read', async () => {
    await writeFile(join(folder, 'known-plugins.json'), '{ "plugins": ');
    expect(absentPlugins(config({ table: [kinetics] }))).toHaveLength(1);
  });

  it('answer a command that is not there with the plugin that has it', () => {
    expect(commandOfAbsentPlugin(new Error('command kinetics:download not found'), config({ table: [kinetics] }))?.error).toMatchObject({
      code: 'PLUGIN_ABSENT',
      message: 'The command kinetics:download comes with the plugin avtool-plugin-kinetics, which is not installed.',
      fix: 'avtool plugins:install avtool-plugin-kinetics@2',
      exitCode: 3,
    });
  });

  it.each(['command kinetics:upload not found', 'disk full'])('say nothing about "%s"', (message) => {
    expect(commandOfAbsentPlugin(new Error(message), config({ table: [kinetics] }))).toBeUndefined();
  });
});
