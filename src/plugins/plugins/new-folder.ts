import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AvtoolError } from '../../contract/index.js';

/** Passes for a folder that is absent or empty. @throws AvtoolError PLUGIN_FOLDER (exit 4) for anything else */
export async function checkNewFolder(folder: string): Promise<void> {
  const refused = (message: string) => new AvtoolError({ code: 'PLUGIN_FOLDER', message, where: folder, fix: 'Choose another folder with --dir.', exitCode: 4 });
  try {
    if ((await readdir(folder)).length > 0) throw refused('The folder is not empty.');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOTDIR') throw refused('There is a file of this name.');
    if (code !== 'ENOENT') throw error;
  }
}

/** Writes files by path below a folder; none that is there is replaced. */
export async function writeNewFolder(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text, { flag: 'wx' });
  }
}
