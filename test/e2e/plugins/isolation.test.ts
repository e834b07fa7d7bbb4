import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notBuilt, runAvtool } from '../run-avtool.js';
import { datasetModule, linkPlugins, taskModule, type StrangerPlugin } from './stranger-plugins.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-isolation-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a command beside these plugins. */
async function runWith(plugins: readonly StrangerPlugin[], args: readonly string[]) {
  return runAvtool(args, folder, await linkPlugins(folder, plugins));
}

const good: StrangerPlugin = { name: 'avtool-plugin-good', files: { 'plugin.js': datasetModule('good') } };
const prepareGood = ['ave:prepare', '--dataset', 'good', '--dry-run'];
const preparedGood = 'would read   data/good/list.txt\nwould read   data/good/videos\nwould write  cache/good\nwould download nothing\n';

const broken: readonly (readonly [string, StrangerPlugin, RegExp])[] = [
  ['throws while it loads', { name: 'throws', files: { 'plugin.js': "throw new Error('no licence found');" } }, /^Warning: Plugin throws 1\.2\.3 is left out: it cannot be loaded: no licence found\. Repair: Repair the linked folder, or avtool plugins:uninstall throws\.$/m],
  ['lacks its definition', { name: 'lacks', files: {} }, /^Warning: Plugin lacks 1\.2\.3 is left out: it cannot be loaded: Cannot find module .*plugin\.js/m],
  ['lacks a dependency', { name: 'alone', files: { 'plugin.js': "import 'nowhere-to-be-found';" } }, /^Warning: Plugin alone 1\.2\.3 is left out: it cannot be loaded: Cannot find package 'nowhere-to-be-found'/m],
  ['is no JavaScript', { name: 'garbled', files: { 'plugin.js': 'export const plugin = {' } }, /^Warning: Plugin garbled 1\.2\.3 is left out: it cannot be loaded: Unexpected end of input/m],
  ['exports nothing', { name: 'empty', files: { 'plugin.js': 'export {};' } }, /^Warning: Plugin empty 1\.2\.3 is left out: it has a definition that is not valid: /m],
  ['speaks another contract', { name: 'newer', files: { 'plugin.js': datasetModule('newer', { contract: 2 }) } }, /^Warning: Plugin newer 1\.2\.3 is left out: it speaks contract 2; this avtool takes contract 1\. Repair: Update avtool, or install an older version of newer\.$/m],
  ['claims the name of a data set that is taken', { name: 'claims', files: { 'plugin.js': datasetModule('ave') } }, /^Warning: Plugin claims 1\.2\.3 is left out: it brings the data set ave that plugin @avtool\/plugin-ave has already brought\. Repair: /m],
  ['has a package.json that is no JSON', { name: 'torn', files: { 'package.json': '{ "name": "torn"', 'plugin.js': '' } }, /^Warning: Plugin torn \(no version\) is left out: .*package\.json is not valid JSON: .*Repair: Repair the linked folder, or avtool plugins:uninstall torn\.$/m],
  ['points out of its package', { name: 'outside', files: {}, manifest: { avtool: { plugin: '../good/plugin.js' } } }, /^Warning: Plugin outside \(no version\) is left out: .*avtool\.plugin is no path inside the package/m],
  ['has the name of a plugin that comes with avtool', { name: '@avtool/plugin-ave', files: { 'plugin.js': datasetModule('mine') } }, /^Warning: The installed plugin @avtool\/plugin-ave is not used: avtool itself brings a plugin of this name\. Repair: avtool plugins:uninstall @avtool\/plugin-ave\.$/m],
  ['is another one than was installed', { name: 'other', files: { 'plugin.js': datasetModule('mine') }, manifest: { name: 'renamed' } }, /^Warning: Plugin other \(no version\) is left out: its package\.json calls it renamed\. Repair: /m],
  ['has a command that cannot be loaded', { name: 'halting', files: { 'commands/hi.js': "throw new Error('no greeting');", 'plugin.js': datasetModule('halting') }, manifest: { oclif: { commands: './commands' } } }, /^Warning: Of plugin halting only the definition is used: its commands cannot be loaded: no greeting\. Repair: /m],
];

const helloCommand = "export default class Hello { static aliases = []; static args = {}; static flags = {}; static async run() { process.stdout.write('hello\\n'); } }";

describe.skipIf(notBuilt)(`a plugin of a stranger${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  it('and twelve that are broken in twelve ways: each is named with reason and repair, and everything else works', async () => {
    const { code, stdout, stderr } = await runWith([...broken.map(([, plugin]) => plugin), good], prepareGood);
    expect([code, stdout]).toEqual([0, preparedGood]);
    for (const [, , warning] of broken) expect(stderr).toMatch(warning);
    expect(stderr.trim().split('\n')).toHaveLength(broken.length);
  });

  it('whose folder is gone is named, and everything else works', async () => {
    const environment = await linkPlugins(folder, [good, { name: 'gone', files: {} }]);
    await rm(join(folder, 'plugins', 'gone'), { recursive: true });
    const { code, stderr } = await runAvtool(['config:show'], folder, environment);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Warning: Plugin gone \(no version\) is left out: .*package\.json is missing\. Repair: .*plugins:uninstall gone\.\n$/);
  });

  it('that never finishes loading is given up after the bound, by name, and the process ends with the command', async () => {
    const slow: StrangerPlugin = { name: 'slow', files: { 'plugin.js': datasetModule('slow', { before: 'await new Promise((resolve) => setTimeout(resolve, 3_600_000));' }) } };
    const { code, stdout, stderr } = await runWith([slow, good], prepareGood);
    expect([code, stdout]).toEqual([0, preparedGood]);
    expect(stderr).toBe('Warning: Plugin slow 1.2.3 is left out: it has not finished loading after 5 s. Repair: Repair the linked folder, or avtool plugins:uninstall slow.\n');
  });

  it('that writes to stdout while it loads, definition or command, spoils no result', async () => {
    const files = { 'plugin.js': datasetModule('chatty', { before: "console.log('definition');" }), 'commands/chat.js': `console.log('command');\n${helloCommand}` };
    const { stdout, stderr } = await runWith([{ name: 'chatty', files, manifest: { oclif: { commands: './commands' } } }], ['ave:prepare', '--dataset', 'chatty', '--dry-run', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, command: 'ave:prepare' });
    expect(stderr).toBe('command\ndefinition\n');
  });

  it('brings commands in oclif’s own form, but none whose name is taken', async () => {
    const plugin: StrangerPlugin = { name: 'commands', files: { 'commands/hello/world.js': helloCommand, 'commands/ave/train.js': helloCommand }, manifest: { avtool: undefined, oclif: { commands: './commands' } } };
    const taken = 'Warning: Command ave:train of plugin commands 1.2.3 is left out: the name is taken. Repair: Repair the linked folder, or avtool plugins:uninstall commands.\n';
    expect(await runWith([plugin], ['hello', 'world'])).toEqual({ code: 0, stdout: 'hello\n', stderr: taken });
    expect(await runWith([plugin], ['ave:train', '--cache', 'c', '--run', 'r', '--dry-run'])).toMatchObject({ code: 0, stdout: 'would read   c\nwould write  r\nwould download nothing\n' });
  });

  it('whose function throws is named with the function and the reason', async () => {
    await writeFile(join(folder, 'list.txt'), '');
    const failing: StrangerPlugin = { name: 'failing', files: { 'plugin.js': datasetModule('failing', { parse: "() => { throw new TypeError('rows is undefined'); }" }) } };
    const { code, stdout, stderr } = await runWith([failing], ['ave:prepare', '--dataset', 'failing', '--data', '.', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'PLUGIN_FAILED', message: 'Plugin failing failed in datasets.failing.parse: rows is undefined', where: 'plugin failing, datasets.failing.parse' } });
    expect(stderr).toBe('');
  });

  it('is listed and inspected with what it brings or why it is left out', async () => {
    const throws = broken[0][1];
    const { stdout } = await runWith([good, throws], ['plugins', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      result: {
        plugins: [
          { name: 'avtool-plugin-good', version: '1.2.3', origin: 'link', contents: { datasets: ['good'] }, fault: null },
          { name: 'throws', contents: null, fault: { reason: 'it cannot be loaded: no licence found', fix: 'Repair the linked folder, or avtool plugins:uninstall throws' } },
        ],
      },
    });
    const inspected = await runAvtool(['plugins', 'inspect', 'avtool-plugin-good'], folder, await linkPlugins(folder, [good]));
    expect(inspected).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^avtool-plugin-good 1\.2\.3 \(linked\)\n.*brings +data sets good\n.*state +works\n {2}avtool takes plugins of contract 1\.\n$/s) as string });
  });

  it('is linked and its link ended by the commands for it', async () => {
    const environment = await linkPlugins(folder, []);
    await linkPlugins(join(folder, 'elsewhere'), [good]);
    const root = join(folder, 'elsewhere', 'plugins', good.name);
    expect(await runAvtool(['plugins:link', root], folder, environment)).toMatchObject({ code: 0, stdout: expect.stringContaining(`Linked avtool-plugin-good from ${root}: data sets good.`) as string });
    expect(await runAvtool(prepareGood, folder, environment)).toEqual({ code: 0, stdout: preparedGood, stderr: '' });
    expect(await runAvtool(['plugins:uninstall', good.name], folder, environment)).toMatchObject({ code: 0, stdout: `The link to ${root} is gone; the folder is as it was.\n` });
    expect(await runAvtool(prepareGood, folder, environment)).toMatchObject({ code: 3, stderr: expect.stringContaining(`fix    avtool plugins:install ${root}`) as string });
  });

  it('that is still recorded in a list which is no JSON is not used, and the list is named', async () => {
    const environment = await linkPlugins(folder, [good]);
    await writeFile(join(folder, 'data', 'avtool', 'package.json'), '{ "oclif"');
    const { code, stderr } = await runAvtool(['config:show'], folder, environment);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^Warning: No installed plugin is used: The list of installed plugins is not valid JSON: .*data\/avtool\/package\.json.*\n$/) as string]);
  });
});

describe.skipIf(notBuilt)(`a task that a plugin’s package.json names${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  const manifest = { avtool: { plugin: './plugin.js', tasks: ['mytask'] } };
  const task: StrangerPlugin = { name: 'avtool-plugin-mytask', files: { 'plugin.js': taskModule('mytask') }, manifest };
  const loaded = 'the definition of mytask is loaded\n';

  it('is among the topics without anything of the plugin being loaded', async () => {
    const { code, stdout, stderr } = await runWith([task], ['--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ {2}mytask /m);
  });

  it('gets the commands of every task, with its own sizes and recipes', async () => {
    expect(await runWith([task], ['mytask:train', '--cache', 'c', '--run', 'r', '--dry-run'])).toEqual({ code: 0, stdout: 'would read   c\nwould write  r\nwould download nothing\n', stderr: loaded });
    const help = await runWith([task], ['mytask:train', '--help']);
    expect([help.code, help.stderr]).toEqual([0, loaded]);
    expect(help.stdout).toMatch(/--size=NAME\s+Size of the model \(small, large\)/);
    expect(help.stdout).toContain('$ avtool mytask:train --run runs/first --resume');
  });

  it('that its definition does not bring is a fault of the plugin, told when the command is wanted', async () => {
    const { code, stdout, stderr } = await runWith([{ ...task, files: { 'plugin.js': datasetModule('other') } }], ['mytask:train', '--run', 'r']);
    expect([code, stdout, stderr]).toEqual([2, '', 'Error: Plugin avtool-plugin-mytask names the task mytask in its package.json, but its definition does not bring it.  [PLUGIN_INVALID]\n  fix    Tell the author of the plugin.\n']);
  });

  it('of a plugin that throws ends only its own commands', async () => {
    const failing = { ...task, files: { 'plugin.js': "throw new Error('no licence found');" } };
    const { code, stdout } = await runWith([failing], ['mytask:train', '--run', 'r', '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'PLUGIN_BROKEN', message: 'Plugin avtool-plugin-mytask cannot be loaded: no licence found.' } });
    expect(await runWith([failing], ['ave:train', '--help'])).toMatchObject({ code: 0, stderr: '' });
  });
});
