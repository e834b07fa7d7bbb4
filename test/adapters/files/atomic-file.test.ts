import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAtomicFile, removeLeftovers, writeAtomically } from '../../../src/adapters/files/atomic-file.js';
import { nodeFileSystem } from '../../../src/adapters/files/file-system.js';
import { fullDisk, systemError, watchedFileSystem } from './faulty-file-system.js';
import { temporaryFolder } from './temporary-folder.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('writeAtomically', () => {
  it('replaces the file that was there and leaves nothing else', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a'), 'old');
    await writeAtomically(join(folder, 'a'), [text('new '), text('text')], nodeFileSystem);
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('new text');
    expect(await readdir(folder)).toEqual(['a']);
  });

  it('keeps the old file and removes the new one on a full disk', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a'), 'old');
    await expect(writeAtomically(join(folder, 'a'), [text('new '), text('text')], fullDisk(5))).rejects.toMatchObject({
      code: 'DISK_FULL',
      exitCode: 4,
      where: join(folder, 'a'),
    });
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a']);
  });

  it.each(['create', 'write', 'sync', 'close', 'rename'])('keeps the old file and leaves no other when the step %s fails', async (failing) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a'), 'old');
    let failed = false;
    const fileSystem = watchedFileSystem((step) => {
      if (step !== failing || failed) return;
      failed = true;
      throw systemError('EIO', step);
    });
    await expect(writeAtomically(join(folder, 'a'), [text('new')], fileSystem)).rejects.toMatchObject({ code: 'WRITE_FAILED', exitCode: 4 });
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a']);
  });

  it('flushes before it renames', async () => {
    const folder = await temporaryFolder();
    const steps: string[] = [];
    await writeAtomically(join(folder, 'a'), [text('new')], watchedFileSystem((step) => steps.push(step)));
    expect(steps).toEqual(['create', 'write', 'written', 'sync', 'close', 'rename', 'syncFolder']);
  });

  it('removes the half-written file when the chunks end with an error, and passes that error on', async () => {
    const folder = await temporaryFolder();
    function* chunks(): Generator<Uint8Array> {
      yield text('half');
      throw new RangeError('no more');
    }
    await expect(writeAtomically(join(folder, 'a'), chunks(), nodeFileSystem)).rejects.toThrow(RangeError);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says which folder is missing', async () => {
    const path = join(await temporaryFolder(), 'nowhere', 'a');
    await expect(writeAtomically(path, [], nodeFileSystem)).rejects.toMatchObject({ code: 'WRITE_FAILED', where: path });
  });
});

describe('removeLeftovers', () => {
  it('removes half-written files of killed processes and nothing else', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'notes.tmp'), '');
    await (await createAtomicFile(join(folder, 'a'), nodeFileSystem)).write(text('half'));
    expect(await readdir(folder)).toHaveLength(2);
    await removeLeftovers(folder, nodeFileSystem);
    expect(await readdir(folder)).toEqual(['notes.tmp']);
  });
});
