import { access, constants, lstat, opendir, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { FolderState } from '../../domain/ports/machine.js';
import { systemCode } from './file-fault.js';

/** @param signal ends the counting of bytes: what is counted so far comes back */
export async function folderState(path: string, signal: AbortSignal): Promise<FolderState> {
  const present = await nearestPresent(resolve(path));
  const exists = present === resolve(path);
  const [writable, { bavail, bsize }] = await Promise.all([isWritable(present), statfs(present)]);
  const bytes = exists ? await countBytes(path, signal) : 0;
  return { exists, writable, bytes, partial: signal.aborted, freeBytes: bavail * bsize };
}

async function nearestPresent(path: string): Promise<string> {
  try {
    await lstat(path);
    return path;
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '') || dirname(path) === path) throw error;
    return nearestPresent(dirname(path));
  }
}

async function isWritable(folder: string): Promise<boolean> {
  return (await stat(folder)).isDirectory() && access(folder, constants.W_OK | constants.X_OK).then(() => true, () => false);
}

/** A file that goes while it is counted, or that may not be looked at, counts nothing. */
async function countBytes(folder: string, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  const open = [folder];
  for (let next = open.pop(); next !== undefined && !signal.aborted; next = open.pop()) {
    const entries = await opendir(next).catch(nothingThere);
    if (entries === undefined) continue;
    for await (const entry of entries) {
      if (signal.aborted) break;
      const path = join(next, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (entry.isFile()) bytes += (await lstat(path).catch(nothingThere))?.size ?? 0;
    }
  }
  return bytes;
}

function nothingThere(error: unknown): undefined {
  if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(systemCode(error) ?? '')) return undefined;
  throw error;
}
