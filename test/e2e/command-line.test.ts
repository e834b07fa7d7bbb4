import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { executable, notBuilt, runAvtool } from './run-avtool.js';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-e2e-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (args: readonly string[], environment?: Record<string, string>) => runAvtool(args, folder, environment);

describe.skipIf(notBuilt)(`the built program${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  it('lists its topics with --help', async () => {
    const { code, stdout, stderr } = await run(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    for (const topic of ['ave', 'config', 'engines', 'model', 'plugins', 'scenes']) expect(stdout).toMatch(new RegExp(`^ {2}${topic} `, 'm'));
  });

  it('says its version', async () => {
    expect(await run(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^avtool\/\d+\.\d+\.\d+ /) as unknown });
  });

  it.each([['--help'], ['--version']])('loads no engine, codec, schema or container for %s', async (flag) => {
    const coverage = join(folder, 'coverage');
    await run([flag], { NODE_V8_COVERAGE: coverage });
    const [report] = await readdir(coverage);
    const { result } = JSON.parse(await readFile(join(coverage, report), 'utf8')) as { result: { url: string }[] };
    const urls = result.map(({ url }) => url);
    expect(urls.some((url) => url.includes('start-avtool.js'))).toBe(true);
    expect(urls.filter((url) => /node_modules\/(onnxruntime|sharp|vega|node-av|tsyringe|zod|csv-parse)|dist\/(adapters|domain\/(graph|tasks)|app)\//.test(url))).toEqual([]);
  });

  it.each([['ave:prepare'], ['ave:train'], ['ave:eval'], ['ave:predict'], ['model:cost'], ['scenes:render'], ['engines:list'], ['config:show']])('explains %s with two examples', async (command) => {
    const { code, stdout } = await run([command, '--help']);
    const examples = stdout.slice(stdout.indexOf('EXAMPLES'));
    expect(code).toBe(0);
    expect(examples.match(new RegExp(`\\$ avtool ${command}`, 'g'))).toHaveLength(2);
  });

  it.each([
    ['an unknown command', ['ave:trian'], 'Error: There is no command ave:trian.  [COMMAND_UNKNOWN]\n  fix    Did you mean ave:train?\n'],
    ['an unknown flag', ['ave:train', '--run', 'r', '--epoch', '3'], 'Error: There is no flag --epoch here.  [FLAG_UNKNOWN]\n  fix    Did you mean --epochs?\n'],
    ['an unknown data set', ['ave:prepare', '--dataset', 'vggsoud'], 'Error: There is no data set called vggsoud.  [DATASET_UNKNOWN]\n  fix    Did you mean vggsound?\n'],
    ['an unknown size', ['ave:train', '--run', 'r', '--size', 'papr'], 'Error: There is no size called papr.  [SIZE_UNKNOWN]\n  fix    Did you mean paper?\n'],
    ['an unknown recipe', ['ave:train', '--run', 'r', '--recipe', 'publisht'], 'Error: There is no recipe called publisht.  [RECIPE_UNKNOWN]\n  fix    Did you mean published?\n'],
    ['an unknown configuration key', ['config:show', '--set', 'train.epoch=3'], 'Error: There is no configuration key train.epoch.  [CONFIG_UNKNOWN_KEY]\n  where  --set\n  fix    Did you mean train.epochs?\n'],
  ])('answers %s with the nearest, nothing on stdout, and exit code 2', async (_, args, stderr) => {
    expect(await run(args)).toEqual({ code: 2, stdout: '', stderr });
  });

  it('names file and line of an unknown key in the project file', async () => {
    await writeFile(join(folder, 'avtool.config.json'), '{\n  "engine": { "threds": 2 }\n}\n');
    expect(await run(['config:show'])).toMatchObject({ code: 2, stderr: 'Error: There is no configuration key engine.threds.  [CONFIG_UNKNOWN_KEY]\n  where  avtool.config.json:2\n  fix    Did you mean engine.threads?\n' });
  });

  it('shows values with their origins', async () => {
    await writeFile(join(folder, 'avtool.config.json'), '{ "train": { "epochs": 4 } }');
    const { code, stdout } = await run(['config:show', '--set', 'engine.threads=1'], { AVTOOL_ENGINE__TRAIN: 'reference' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^engine\.threads +1 +--set$/m);
    expect(stdout).toMatch(/^engine\.train +reference +environment AVTOOL_ENGINE__TRAIN$/m);
    expect(stdout).toMatch(/^train\.epochs +4 +avtool\.config\.json:1$/m);
  });

  it('writes exactly one document on stdout with --json', async () => {
    const { code, stdout, stderr } = await run(['config:show', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, ok: true, command: 'config:show', result: { entries: expect.arrayContaining([{ key: 'media.decoder', value: 'auto', origin: 'default' }]) as unknown } });
  });

  it.each([
    ['an unknown command', ['nothing:here', '--json'], 'COMMAND_UNKNOWN'],
    ['an unknown flag', ['ave:train', '--json', '--epoch', '3'], 'FLAG_UNKNOWN'],
    ['a missing flag', ['ave:train', '--json'], 'USAGE'],
    ['a configuration that cannot be used', ['config:show', '--json', '--set', 'train.epochs=many'], 'CONFIG_INVALID_VALUE'],
  ])('writes exactly one document on stdout for %s', async (_, args, code) => {
    const ended = await run(args);
    expect([ended.code, ended.stderr]).toEqual([2, '']);
    expect(JSON.parse(ended.stdout)).toMatchObject({ schema: 1, ok: false, error: { code, message: expect.any(String) as unknown } });
  });

  it('says with --dry-run what it would read and write, and makes nothing', async () => {
    const { code, stdout } = await run(['ave:train', '--cache', 'c', '--run', 'r', '--dry-run']);
    expect([code, stdout]).toEqual([0, 'would read   c\nwould write  r\nwould download nothing\n']);
    expect(await readdir(folder)).toEqual([]);
  });

  it('ends quietly when its reader closes early', async () => {
    const { stderr } = await promisify(execFile)('bash', ['-c', `set -o pipefail; "${process.execPath}" "${executable}" ave:train --help | true`], { cwd: folder, env: { PATH: process.env.PATH, HOME: folder } });
    expect(stderr).toBe('');
  });
});

describe.skipIf(notBuilt)(`a plugin of a stranger${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  /** Installs a plugin as oclif links it: an entry in the data folder. */
  async function install(name: string, definition: string): Promise<Record<string, string>> {
    const root = join(folder, name);
    await mkdir(root);
    await writeFile(join(root, 'package.json'), JSON.stringify({ name, version: '1.2.3', type: 'module', oclif: {}, avtool: { plugin: './index.js' } }));
    await writeFile(join(root, 'index.js'), definition);
    await mkdir(join(folder, 'data', 'avtool'), { recursive: true });
    await writeFile(join(folder, 'data', 'avtool', 'package.json'), JSON.stringify({ oclif: { schema: 1, plugins: [{ type: 'link', name, root }] } }));
    return { XDG_DATA_HOME: join(folder, 'data') };
  }

  const dataset = `{ name: 'mydata', title: 'My data', citation: '', obtaining: '', classes: ['one'], segments: 10, segmentSeconds: 1, splits: ['train'],
    preparation: { sampleRateHz: 32000, frameFormat: 'jpeg', maxFrameSide: 64 }, annotationFiles: ['list.txt'], mediaFolders: ['videos'],
    parse: () => ({ records: [], notices: [] }) }`;

  it('brings a data set to the commands of every task', async () => {
    const environment = await install('avtool-plugin-mydata', `export const plugin = { contract: 1, name: 'mydata', datasets: [${dataset}] };`);
    const { code, stdout } = await run(['ave:prepare', '--dataset', 'mydata', '--dry-run'], environment);
    expect([code, stdout]).toEqual([0, 'would read   data/mydata/list.txt\nwould read   data/mydata/videos\nwould write  cache/mydata\nwould download nothing\n']);
  });

  it('is named with version and path when its definition is not valid, and the others go on working', async () => {
    const environment = await install('avtool-plugin-mydata', `export const plugin = { contract: 1, name: 'mydata', datasets: [{ ...${dataset}, splits: undefined }] };`);
    const { code, stderr } = await run(['ave:prepare', '--dataset', 'ave', '--dry-run'], environment);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Warning: Plugin avtool-plugin-mydata 1\.2\.3 is left out: .*\(datasets\[0\]\.splits\)\. Repair: .+\n$/);
  });

  it('cannot spoil a JSON document by writing to stdout', async () => {
    const environment = await install('avtool-plugin-mydata', `console.log('loaded'); export const plugin = { contract: 1, name: 'mydata', datasets: [${dataset}] };`);
    const { stdout, stderr } = await run(['ave:prepare', '--dataset', 'mydata', '--dry-run', '--json'], environment);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, result: { dryRun: true } });
    expect(stderr).toBe('loaded\n');
  });
});
