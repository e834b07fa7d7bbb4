import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFileSystem } from '../../../src/adapters/files/file-system.js';
import { LineFile, readLines } from '../../../src/adapters/files/line-file.js';
import { fullDisk } from './faulty-file-system.js';
import { temporaryFolder } from './temporary-folder.js';

describe('LineFile', () => {
  it('adds lines in call order without being awaited', async () => {
    const path = join(await temporaryFolder(), 'lines');
    const file = new LineFile(path, nodeFileSystem, false);
    const numbers = Array.from({ length: 50 }, (_, index) => String(index));
    await Promise.all(numbers.map((line) => file.append(line)));
    await file.close();
    expect(await readLines(path)).toEqual(numbers);
  });

  it.each([
    ['a cut line', 'one\ntwo\nthr', 'one\ntwo\nfour\n'],
    ['only a cut line', 'on', 'four\n'],
    ['a cut line longer than a block', `one\n${'x'.repeat(200_000)}`, 'one\nfour\n'],
    ['complete lines', 'one\n', 'one\nfour\n'],
  ])('drops a cut last line before it adds another: %s', async (_, before, after) => {
    const path = join(await temporaryFolder(), 'lines');
    await writeFile(path, before);
    const file = new LineFile(path, nodeFileSystem, true);
    await file.append('four');
    await file.close();
    expect(await readFile(path, 'utf8')).toBe(after);
  });

  it('loses only the line that did not fit on a full disk', async () => {
    const path = join(await temporaryFolder(), 'lines');
    const full = new LineFile(path, fullDisk(10), false);
    await full.append('12345');
    await expect(full.append('67890')).rejects.toMatchObject({ code: 'DISK_FULL', where: path });
    expect(await readFile(path, 'utf8')).toBe('12345\n6789');
    await full.close();
    const roomy = new LineFile(path, nodeFileSystem, false);
    await roomy.append('again');
    await roomy.close();
    expect(await readLines(path)).toEqual(['12345', 'again']);
  });
});

describe('readLines', () => {
  it('passes over a cut last line', async () => {
    const path = join(await temporaryFolder(), 'lines');
    await writeFile(path, 'one\ntwo\n{"thr');
    expect(await readLines(path)).toEqual(['one', 'two']);
  });

  it('gives no lines for a missing file', async () => {
    expect(await readLines(join(await temporaryFolder(), 'nothing'))).toEqual([]);
  });
});
