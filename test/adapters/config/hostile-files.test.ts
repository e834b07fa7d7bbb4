import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfiguration, readConfigurationFile } from '../../../src/adapters/config/load-configuration.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-hostile-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function problemsOf(name: string, content: string | Uint8Array): Promise<{ code: string; message: string; where: string | undefined }[]> {
  await writeFile(join(folder, name), content);
  const before = process.cpuUsage();
  const { problems } = await readConfigurationFile(name, folder);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(5);
  return problems.map(({ code, message, where }) => ({ code, message, where }));
}

/** Nine levels of nine aliases: 9⁹ values. */
const aliasBomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...[...'bcdefghi'].map((name, index) => `${name}: &${name} [${Array<string>(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)].join('\n');

describe('a hostile configuration file', () => {
  it.each([
    ['an alias bomb', 'f.yaml', aliasBomb, /^The aliases of the file cannot be followed: Excessive alias count/],
    ['an alias that holds itself nine times', 'f.yaml', 'model: &a { b: [*a,*a,*a,*a,*a,*a,*a,*a,*a] }', /^An alias of the file holds itself\.$/],
    ['10 MB of JSON', 'f.json', `{ "model": { "a": "${'x'.repeat(10_000_000)}" } }`, /^The file has 10000024 bytes; a configuration has at most 1048576\.$/],
    ['10 MB of YAML', 'f.yaml', `model: { a: "${'x'.repeat(10_000_000)}" }`, /^The file has 10000016 bytes/],
    ['a million lists in JSON', 'f.json', '['.repeat(1_000_000), /^The file is nested more than 32 levels deep\.$/],
    ['a million lists in YAML', 'f.yaml', '['.repeat(1_000_000), /^The file has more than 20000 words\.$/],
    ['40 lists in YAML', 'f.yaml', `model: { a: ${'['.repeat(40)}${']'.repeat(40)} }`, /^The file is nested more than 32 levels deep\.$/],
    ['half a million list entries on one line', 'f.yaml', '- '.repeat(500_000), /^The file has more than 20000 words\.$/],
    ['5,000 keys of keys', 'f.yaml', '? '.repeat(5000), /^The file is nested more than 32 levels deep\.$/],
    ['70,000 keys in JSON', 'f.json', `{ "model": { ${Array.from({ length: 70_000 }, (_, index) => `"${index}":1`).join(',')} } }`, /^The file has more than 20000 words\.$/],
    ['100,000 keys in YAML', 'f.yaml', Array.from({ length: 100_000 }, (_, index) => `k${index}: 1`).join('\n'), /^The file has more than 20000 words\.$/],
    ['a key of a million letters', 'f.json', `{ "model": { "${'k'.repeat(1_000_000)}": 1 } }`, /^"k{56}\.\.\. cannot be the name of a key\.$/],
    ['a value of a million letters', 'f.json', `{ "train": { "epochs": "${'k'.repeat(1_000_000)}" } }`, /^train\.epochs cannot be "k{56}\.\.\.: it takes a whole number above 0\.$/],
    ['a number that is not finite', 'f.yaml', 'model: { a: [1, .inf] }', /^model\.a holds a number that is not finite\.$/],
  ])('is told in one sentence: %s', async (_, name, content, message) => {
    expect(await problemsOf(name, content)).toMatchObject([{ message: expect.stringMatching(message), where: expect.stringContaining(name) }]);
  });

  it.each([
    ['NUL bytes', Uint8Array.of(0x7b, 10, 0x7d, 0), 'f.json:2', 'The file is not text: it has NUL bytes.'],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x7b, 0x00), 'f.json:1', 'The file is not text: it has NUL bytes.'],
    ['Latin-1', Uint8Array.of(0x7b, 0x22, 0xe4, 0x22, 0x7d), 'f.json', 'The file is not UTF-8 text.'],
  ])('is no text: %s', async (_, bytes, where, message) => {
    expect(await problemsOf('f.json', bytes)).toEqual([{ code: 'CONFIG_SYNTAX', message, where }]);
  });

  it('with a mark of byte order is read without it', async () => {
    expect(await problemsOf('f.json', '\ufeff{}')).toEqual([]);
    expect(await problemsOf('f.yaml', '\ufeffmodel: {}')).toEqual([]);
  });

  it.each([
    ['f.json', '{ "__proto__": { "polluted": 1 }, "model": { "__proto__": { "polluted": 1 }, "a": { "constructor": { "prototype": { "polluted": 1 } } } }, "constructor": 1 }', 4],
    ['f.yaml', '__proto__: { polluted: 1 }\nmodel: { __proto__: { polluted: 1 }, a: { constructor: { prototype: { polluted: 1 } } } }\nconstructor: 1', 4],
    ['f.json', '{ "train": { "schedule": { "kind": "step", "everyEpochs": 1, "factor": 1, "__proto__": { "polluted": 1 } } } }', 1],
  ])('in %s does not change what objects are', async (name, content, count) => {
    expect(await problemsOf(name, content)).toHaveLength(count);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('that is a folder is refused', async () => {
    await mkdir(join(folder, 'avtool.config.json'));
    const { problems } = await readConfiguration({ workingFolder: folder, environment: { HOME: folder }, platform: 'linux', flags: [], settings: [] });
    expect(problems).toMatchObject([{ code: 'CONFIG_SYNTAX', message: 'This is not a file.', where: 'avtool.config.json' }]);
  });

  it.skipIf(process.platform === 'win32')('that is a pipe nobody writes to is refused instead of waited for', async () => {
    execFileSync('mkfifo', [join(folder, 'f.yaml')]);
    expect((await readConfigurationFile('f.yaml', folder)).problems).toMatchObject([{ message: 'This is not a file.' }]);
  });

  it.skipIf(process.getuid?.() === 0)(`that may not be read ends with exit code 4${process.getuid?.() === 0 ? ' (skipped: the superuser may read everything)' : ''}`, async () => {
    await writeFile(join(folder, 'f.yaml'), '');
    await chmod(join(folder, 'f.yaml'), 0);
    await expect(readConfigurationFile('f.yaml', folder)).rejects.toMatchObject({ code: 'NOT_PERMITTED', where: 'f.yaml', exitCode: 4 });
  });
});
