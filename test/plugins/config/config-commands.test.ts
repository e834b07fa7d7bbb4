import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notBuilt, runAvtool } from '../../e2e/run-avtool.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-config-commands-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (args: readonly string[], environment?: Record<string, string>) => runAvtool(args, folder, environment);
const broken = 'train:\n  epoch: 3\n  seed: none\n';

describe.skipIf(notBuilt)(`the commands of the configuration${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  it('write a file that is valid and changes nothing', async () => {
    expect(await run(['config:init'])).toMatchObject({ code: 0, stderr: '' });
    expect((await readdir(folder)).filter((name) => name.startsWith('avtool'))).toEqual(['avtool.config.schema.json', 'avtool.config.yaml']);
    expect(await run(['config:validate'])).toEqual({ code: 0, stdout: 'valid: avtool.config.yaml, 0 values set\n', stderr: '' });
    expect((await run(['config:show', 'engine'])).stdout).toBe('engine.device   cpu          default\nengine.infer    onnxruntime  default\nengine.threads  0            default\nengine.train    onnxruntime  default\n');
  });

  it('write the file of the user, which then holds', async () => {
    expect(await run(['config:init', '--user', '--format', 'json'], { AVTOOL_CONFIG_DIR: join(folder, 'user') })).toMatchObject({ code: 0 });
    expect((await run(['config:show', 'engine.threads'], { AVTOOL_CONFIG_DIR: join(folder, 'user') })).stdout).toBe(`engine.threads  0  ${folder}/user/config.json:7\n`);
  });

  it('refuse a file that is there with exit code 4, also with --json', async () => {
    await writeFile(join(folder, 'avtool.config.yaml'), broken);
    const { code, stdout } = await run(['config:init', '--json']);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'CONFIG_EXISTS' } });
    expect(await readFile(join(folder, 'avtool.config.yaml'), 'utf8')).toBe(broken);
  });

  it('mend a configuration that no other command takes', async () => {
    await writeFile(join(folder, 'avtool.config.yaml'), broken);
    expect(await run(['config:show'])).toEqual({ code: 2, stdout: '', stderr: 'Error: There is no configuration key train.epoch.  [CONFIG_UNKNOWN_KEY]\n  where  avtool.config.yaml:2\n  fix    Did you mean train.epochs? avtool config:validate lists one more problem.\n' });
    expect(await run(['config:init', '--force'])).toMatchObject({ code: 0 });
    expect(await run(['config:show'])).toMatchObject({ code: 0 });
  });

  it('list everything that is wrong in files, environment and names, with exit code 2', async () => {
    await writeFile(join(folder, 'avtool.config.yaml'), `${broken}model:\n  temporall: 1\n`);
    const { code, stdout, stderr } = await run(['config:validate', '--json', '--set', 'engine.train=onnxruntim'], { AVTOOL_HUB_TOKEN: 'very-secret' });
    expect([code, stderr]).toEqual([2, '']);
    expect(stdout).not.toContain('very-secret');
    const { ok, result } = JSON.parse(stdout) as { ok: boolean; result: { valid: boolean; problems: { message: string; where: string }[] } };
    expect([ok, result.valid]).toEqual([true, false]);
    expect(result.problems.map(({ message, where }) => `${where} ${message}`)).toEqual([
      'environment AVTOOL_HUB_TOKEN There is no configuration key AVTOOL_HUB_TOKEN.',
      'avtool.config.yaml:2 There is no configuration key train.epoch.',
      'avtool.config.yaml:3 train.seed cannot be "none": it takes a whole number of at least 0.',
      '--set There is no engine called onnxruntim.',
      'avtool.config.yaml:5 There is no setting "model.temporall".',
    ]);
  });

  it('check one file alone', async () => {
    await writeFile(join(folder, 'avtool.config.yaml'), broken);
    await writeFile(join(folder, 'other.json'), '{ "train": { "epochs": 3 } }');
    expect(await run(['config:validate', 'other.json'])).toEqual({ code: 0, stdout: 'valid: other.json, 1 value set\n', stderr: '' });
    expect(await run(['config:validate', 'absent.json'])).toMatchObject({ code: 3, stdout: '' });
  });

  it('print the schema that config:init writes, and a table', async () => {
    await run(['config:init']);
    expect((await run(['config:schema'])).stdout).toBe(await readFile(join(folder, 'avtool.config.schema.json'), 'utf8'));
    expect((await run(['config:schema', '--markdown'])).stdout).toMatch(/^\| Key \| Meaning \|/);
  });

  it('show with --origin what weaker sources say', async () => {
    await writeFile(join(folder, 'avtool.config.yml'), 'train: { epochs: 4 }\n');
    expect((await run(['config:show', 'train.epochs', '--origin', '--set', 'train.epochs=2'], { AVTOOL_TRAIN__EPOCHS: '3' })).stdout).toBe(
      'train.epochs  2  --set\n              3  environment AVTOOL_TRAIN__EPOCHS (not used)\n              4  avtool.config.yml:1 (not used)\n',
    );
  });
});
