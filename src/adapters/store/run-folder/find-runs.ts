import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AvtoolError } from '../../../domain/errors.js';
import type { FoundRun } from '../../../domain/ports/run-store.js';
import { systemCode } from '../../files/file-fault.js';
import { isLocked } from '../../files/folder-lock.js';
import { runFiles } from './run-files.js';

/** A grid's cells are two folders below a folder of grids. */
const deepest = 4;

/** Runs in a folder and below it, or the folder itself where it is one. Links and hidden folders are not entered. @throws AvtoolError FOLDER_MISSING (exit 3) */
export async function findRuns(folder: string): Promise<readonly FoundRun[]> {
  return search(folder, 0);
}

async function search(folder: string, depth: number): Promise<FoundRun[]> {
  const entries = await entriesOf(folder);
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules').map(({ name }) => name);
  if (looksLikeRun(files, folders)) return [{ path: folder, busy: await isLocked(folder), evaluated: files.flatMap((name) => /^evaluation-(.+)\.json$/.exec(name)?.[1] ?? []).sort() }];
  if (depth === deepest) return [];
  const below: FoundRun[] = [];
  for (const name of folders.sort()) below.push(...(await search(join(folder, name), depth + 1)));
  return below;
}

/** Whatever is left of a run is one, so that a broken one can be told of. A `config.json` alone may be anybody's. */
const looksLikeRun = (files: readonly string[], folders: readonly string[]): boolean =>
  files.includes(runFiles.metrics) || (folders.includes(runFiles.checkpoints) && (files.includes(runFiles.config) || files.includes(runFiles.log)));

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    if (!['ENOENT', 'ENOTDIR'].includes(systemCode(cause) ?? '')) throw cause;
    throw new AvtoolError({ code: 'FOLDER_MISSING', message: 'there is no such folder', where: folder, fix: 'name the folder that holds the runs', exitCode: 3, cause });
  }
}
