import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderState } from '../../../src/adapters/files/folder-state.js';
import { temporaryFolder } from './temporary-folder.js';

const unhurried = new AbortController().signal;

describe('the state of a folder', () => {
  it('counts the bytes of all files below it, without following links', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'a', 'b'), { recursive: true });
    await writeFile(join(folder, 'a', 'b', 'file'), 'twelve bytes');
    await writeFile(join(folder, 'other'), 'four');
    await symlink(folder, join(folder, 'a', 'round'));
    expect(await folderState(folder, unhurried)).toMatchObject({ exists: true, writable: true, bytes: 16, partial: false });
  });

  it('of a folder that is not there is that of the nearest one above', async () => {
    const folder = await temporaryFolder();
    const state = await folderState(join(folder, 'not', 'yet'), unhurried);
    expect(state).toMatchObject({ exists: false, writable: true, bytes: 0, partial: false });
    expect(state.freeBytes).toBeGreaterThan(0);
  });

  it('is not writable where a file is in the way', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    expect(await folderState(join(folder, 'file', 'below'), unhurried)).toMatchObject({ exists: false, writable: false });
  });

  it('stops counting when the time is over, and says so', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), 'four');
    expect(await folderState(folder, AbortSignal.abort())).toMatchObject({ exists: true, bytes: 0, partial: true });
  });
});
