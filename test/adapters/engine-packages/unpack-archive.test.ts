import { readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { unpackArchive } from '../../../src/adapters/engine-packages/unpack-archive.js';
import { temporaryFolder } from '../files/temporary-folder.js';
import { aTarGz, libraryFiles } from './fake-tools.js';
import type { TarEntry } from './fake-tools.js';

const { signal } = new AbortController();
const all = () => true;

/** Unpacks into a folder within a folder, so that an escape can be seen. */
async function unpacked(bytes: Uint8Array, wanted: (name: string) => boolean = all, bounds?: { bytes: number; entries: number }) {
  const root = await temporaryFolder();
  const archive = join(root, 'archive');
  await writeFile(archive, bytes);
  const folder = join(root, 'a', 'b');
  const outcome = await unpackArchive(archive, folder, wanted, signal, bounds).then(() => undefined, (error: unknown) => error);
  const names = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  return { outcome, folder, names: names.filter((name) => name !== 'archive').sort() };
}

const zip = (entries: Readonly<Record<string, string>>) => zipSync(Object.fromEntries(Object.entries(entries).map(([name, content]) => [name, Buffer.from(content)])));

describe('unpacking an archive', () => {
  it('writes the wanted files and links of a tar.gz', async () => {
    const { outcome, folder, names } = await unpacked(await aTarGz(libraryFiles()), (name) => name.startsWith('lib/'));
    expect(outcome).toBeUndefined();
    expect(names).toEqual(['a/b/lib/libtensorflow.so', 'a/b/lib/libtensorflow.so.2', 'a/b/lib/libtensorflow.so.2.9.1', 'a/b/lib/libtensorflow_framework.so.2']);
    expect(await readlink(join(folder, 'lib', 'libtensorflow.so'))).toBe('libtensorflow.so.2');
    expect(await readFile(join(folder, 'lib', 'libtensorflow.so'), 'utf8')).toBe('2.9.1');
  });

  it('writes the wanted files of a zip', async () => {
    const { outcome, names } = await unpacked(zip({ 'lib/tensorflow.dll': 'library', 'LICENSE': 'licence' }), (name) => name.startsWith('lib/'));
    expect(outcome).toBeUndefined();
    expect(names).toEqual(['a/b/lib/tensorflow.dll']);
  });

  it.each<[string, TarEntry[]]>([
    ['a name that goes up', [{ name: '../../escaped', content: 'x' }]],
    ['a name that goes up from below', [{ name: 'lib/../../../escaped', content: 'x' }]],
    ['an absolute name', [{ name: '/tmp/avtool-escaped', content: 'x' }]],
    ['a Windows name', [{ name: 'C:\\escaped', content: 'x' }]],
    ['a link to an absolute place', [{ name: 'lib/x', type: 'symlink', linkname: '/etc/passwd' }]],
    ['a link that goes up', [{ name: 'lib/x', type: 'symlink', linkname: '..' }]],
    ['a link into a folder', [{ name: 'lib/x', type: 'symlink', linkname: '../../../escaped' }]],
    ['a file written through a link', [{ name: 'lib', type: 'symlink', linkname: '..' }, { name: 'lib/escaped', content: 'x' }]],
    ['a hard link', [{ name: 'lib/x', type: 'link', linkname: '/etc/passwd' }]],
    ['a device', [{ name: 'lib/x', type: 'character-device', devmajor: 1, devminor: 3 }]],
    ['a link in the place of a file', [{ name: 'lib/x', content: 'x' }, { name: 'lib/x', type: 'symlink', linkname: 'y' }]],
  ])('refuses %s in a tar.gz and writes nothing outside', async (_, entries) => {
    const { outcome, names } = await unpacked(await aTarGz(entries));
    expect(outcome).toMatchObject({ code: 'ENGINE_LIBRARIES', exitCode: 2 });
    expect(names.filter((name) => !name.startsWith('a/b/lib/'))).toEqual([]);
  });

  it('refuses a second file of the same name', async () => {
    const { outcome, folder } = await unpacked(await aTarGz([{ name: 'lib/x', content: 'first' }, { name: 'lib/x', content: 'second' }]));
    expect(outcome).toMatchObject({ code: 'ENGINE_LIBRARIES', message: expect.stringContaining('the same name twice') });
    expect(await readFile(join(folder, 'lib', 'x'), 'utf8')).toBe('first');
  });

  it.each(['../escaped', '/tmp/avtool-escaped', 'lib/../../../escaped'])('refuses the name %s in a zip', async (name) => {
    const { outcome, names } = await unpacked(zip({ [name]: 'x' }));
    expect(outcome).toMatchObject({ code: 'ENGINE_LIBRARIES', exitCode: 2 });
    expect(names).toEqual([]);
  });

  it('refuses a symbolic link in a zip', async () => {
    const { outcome } = await unpacked(zipSync({ 'lib/x': [Buffer.from('/etc/passwd'), { os: 3, attrs: (0o120777 << 16) >>> 0 }] }));
    expect(outcome).toMatchObject({ code: 'ENGINE_LIBRARIES', message: expect.stringContaining('lib/x is neither file') });
  });

  it('stops at its bounds of bytes and entries', async () => {
    const bomb = await aTarGz([{ name: 'lib/zeros', content: '0'.repeat(1_000_000) }]);
    expect(bomb.length).toBeLessThan(10_000);
    expect((await unpacked(bomb, all, { bytes: 100_000, entries: 10 })).outcome).toMatchObject({ code: 'ENGINE_LIBRARIES', message: expect.stringContaining('more than 100000 bytes') });
    expect((await unpacked(await aTarGz(libraryFiles()), all, { bytes: 100_000, entries: 3 })).outcome).toMatchObject({ code: 'ENGINE_LIBRARIES', message: expect.stringContaining('more than 3 entries') });
  });

  it.each<[string, () => Promise<Uint8Array>]>([
    ['a cut tar.gz', async () => (await aTarGz(libraryFiles())).subarray(0, 150)],
    ['a cut zip', () => Promise.resolve(zip({ x: 'x'.repeat(100) }).subarray(0, 60))],
    ['a web page', () => Promise.resolve(Buffer.from('<!doctype html>Not found'))],
    ['an empty file', () => Promise.resolve(Buffer.alloc(0))],
  ])('refuses %s with a named fault', async (_, bytes) => {
    expect((await unpacked(await bytes())).outcome).toMatchObject({ code: 'ENGINE_LIBRARIES', exitCode: 2 });
  });

  it('ends with the reason of an interruption', async () => {
    const root = await temporaryFolder();
    await writeFile(join(root, 'archive'), await aTarGz(libraryFiles()));
    await expect(unpackArchive(join(root, 'archive'), join(root, 'out'), all, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
  });
});
