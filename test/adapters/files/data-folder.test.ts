import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDataFolder } from '../../../src/adapters/files/data-folder.js';
import { readNpyFile } from '../../../src/adapters/weights/npz/npy-file.js';

let folder: string;
const data = createDataFolder(readNpyFile);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-data-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the data folder', () => {
  it('gives text and SHA-256 of a file', async () => {
    await writeFile(join(folder, 'list.txt'), 'abc');
    // SHA-256 of "abc": FIPS 180-2, appendix B.1.
    expect(await data.readText(join(folder, 'list.txt'))).toEqual({ text: 'abc', sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' });
  });

  it('leaves a byte order mark in the text, for the data set to judge', async () => {
    await writeFile(join(folder, 'list.txt'), '\uFEFFabc');
    expect((await data.readText(join(folder, 'list.txt'))).text).toBe('\uFEFFabc');
  });

  it('says which file is missing', async () => {
    await expect(data.readText(join(folder, 'list.txt'))).rejects.toMatchObject({ code: 'FILE_MISSING', where: join(folder, 'list.txt'), exitCode: 3 });
  });

  it('refuses bytes that are not UTF-8', async () => {
    await writeFile(join(folder, 'list.txt'), Buffer.from([0x66, 0xff, 0x00]));
    await expect(data.readText(join(folder, 'list.txt'))).rejects.toMatchObject({ code: 'NOT_TEXT', exitCode: 2 });
  });

  it('lists media by name without extension, in any case, and both files of one name', async () => {
    await mkdir(join(folder, 'a'));
    await mkdir(join(folder, 'b'));
    for (const name of ['a/-x1.mp4', 'a/y.MKV', 'a/notes.txt', 'b/-x1.webm']) await writeFile(join(folder, name), '');
    const media = await data.listMedia([join(folder, 'a'), join(folder, 'b'), join(folder, 'absent')]);
    expect([...media]).toEqual([
      ['-x1', [join(folder, 'a/-x1.mp4'), join(folder, 'b/-x1.webm')]],
      ['y', [join(folder, 'a/y.MKV')]],
    ]);
  });

  it('takes no folder for a media file', async () => {
    await mkdir(join(folder, 'trap.mp4'));
    expect((await data.listMedia([folder])).size).toBe(0);
  });

  it('writes text with the folders above it and leaves no other file', async () => {
    await data.writeText(join(folder, 'deep', 'list.txt'), 'abc');
    expect(await readFile(join(folder, 'deep', 'list.txt'), 'utf8')).toBe('abc');
    expect(await readdir(join(folder, 'deep'))).toEqual(['list.txt']);
  });

  it.skipIf(process.getuid?.() === 0)('refuses a folder that may not be written to (skipped for root, who may)', async () => {
    await chmod(folder, 0o500);
    await expect(data.writeText(join(folder, 'list.txt'), 'abc')).rejects.toMatchObject({ code: 'WRITE_FAILED', exitCode: 4 });
  });
});
