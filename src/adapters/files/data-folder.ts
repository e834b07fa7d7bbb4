import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, extname, isAbsolute, join, parse } from 'node:path';
import { AvtoolError } from '../../domain/errors.js';
import type { DataFolder } from '../../domain/ports/data-folder.js';
import { writeAtomically } from './atomic-file.js';
import { systemCode } from './file-fault.js';
import { nodeFileSystem } from './file-system.js';

const mediaExtensions: readonly string[] = ['.mp4', '.mkv', '.webm', '.avi', '.mov'];

/** The user's data folders on the local file system. @param readArray reads the numbers of a `.npy` file */
export function createDataFolder(readArray: DataFolder['readArray']): DataFolder {
  return { readText, readBytes, readArray, listMedia, listFolder: filesOf, mediaMatching, isFolder, exists, writeText, writeBytes, ensureFolder };
}

async function readBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
}

async function readText(path: string): Promise<{ text: string; sha256: string }> {
  const bytes = await readBytes(path);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (cause) {
    throw new AvtoolError({ code: 'NOT_TEXT', message: 'The file is not UTF-8 text.', where: path, fix: 'Save it as UTF-8.', exitCode: 2, cause });
  }
}

function unreadable(path: string, cause: unknown): unknown {
  switch (systemCode(cause)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new AvtoolError({ code: 'FILE_MISSING', message: 'The file does not exist.', where: path, fix: 'Check the folder, or choose another with --data.', exitCode: 3, cause });
    case 'EISDIR':
      return new AvtoolError({ code: 'NOT_A_FILE', message: 'This is a folder, not a file.', where: path, exitCode: 2, cause });
    default:
      return cause;
  }
}

async function listMedia(folders: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const byName = new Map<string, string[]>();
  for (const folder of folders) {
    for (const file of await filesOf(folder)) {
      if (!mediaExtensions.includes(extname(file).toLowerCase())) continue;
      const { name } = parse(file);
      byName.set(name, [...(byName.get(name) ?? []), join(folder, file)]);
    }
  }
  return byName;
}

/** Names in a fixed order; a folder that is not there has none: its clips end as `missing`. */
async function filesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}

async function mediaMatching(pattern: string): Promise<readonly string[] | undefined> {
  const { glob, isDynamicPattern } = await import('tinyglobby');
  if (!isDynamicPattern(pattern)) return undefined;
  const found = await glob([pattern], { expandDirectories: false, absolute: isAbsolute(pattern) });
  return found.filter((file) => mediaExtensions.includes(extname(file).toLowerCase())).sort();
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

const writeText = (path: string, text: string): Promise<void> => writeBytes(path, Buffer.from(text));

async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  await ensureFolder(dirname(path));
  await writeAtomically(path, [bytes], nodeFileSystem);
}

async function ensureFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
}
