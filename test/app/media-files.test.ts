import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mediaFiles } from '../../src/app/media-files.js';
import { temporaryFolder } from '../adapters/files/temporary-folder.js';
import { someServices } from '../builders/services.js';

describe('the files of a command line', () => {
  it('are those that are named, and all media files of folders, in order and each once', async () => {
    const folder = await temporaryFolder();
    for (const name of ['b.mp4', 'a.webm', 'notes.txt']) await writeFile(join(folder, name), '');
    expect(await mediaFiles(someServices(), ['x.mp4', folder, join(folder, 'b.mp4'), 'x.mp4'])).toEqual(['x.mp4', join(folder, 'a.webm'), join(folder, 'b.mp4')]);
  });

  it('are those that a pattern stands for, where the shell has left it, but a file of that very name first', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'deep'));
    for (const name of ['b.mp4', 'a.webm', 'notes.txt', 'deep/c.mp4', '[ab].mp4']) await writeFile(join(folder, name), '');
    const found = async (pattern: string) => (await mediaFiles(someServices(), [join(folder, pattern)])).map((file) => file.slice(folder.length + 1));
    expect(await found('*')).toEqual(['[ab].mp4', 'a.webm', 'b.mp4']);
    expect(await found('**/*.mp4')).toEqual(['[ab].mp4', 'b.mp4', 'deep/c.mp4']);
    expect(await found('{a,b}.*')).toEqual(['a.webm', 'b.mp4']);
    expect(await found('[ab].mp4')).toEqual(['[ab].mp4']);
    await expect(found('x*.mp4')).rejects.toMatchObject({ code: 'MEDIA_NONE', where: join(folder, 'x*.mp4'), message: expect.stringContaining('pattern') as string });
  });

  it('are an error for a folder without media, naming it', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'empty'));
    await expect(mediaFiles(someServices(), [join(folder, 'empty')])).rejects.toMatchObject({ code: 'MEDIA_NONE', where: join(folder, 'empty'), exitCode: 3 });
  });
});
