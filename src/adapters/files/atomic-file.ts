import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeFault } from './file-fault.js';
import type { FileSystem } from './file-system.js';

/** A file that appears under its name complete or not at all. Exactly one of `commit` and `abort` ends it. */
export interface AtomicFile {
  /** After a fault the file is aborted already. @throws AvtoolError DISK_FULL, WRITE_FAILED (exit 4) */
  write(bytes: Uint8Array): Promise<void>;
  /** Flushes and renames. @throws as {@link write} */
  commit(): Promise<void>;
  /** Removes what was written; the file that was there before stays. */
  abort(): Promise<void>;
}

const temporaryName = /^\..+\.[0-9a-f]{12}\.tmp$/;

/** Opens a file under a temporary name in the folder of `path`. @throws AvtoolError DISK_FULL, WRITE_FAILED (exit 4) */
export async function createAtomicFile(path: string, fileSystem: FileSystem): Promise<AtomicFile> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  const file = await fileSystem.create(temporary).catch((error: unknown) => Promise.reject(writeFault(error, path)));
  let ended = false;

  const abort = async (): Promise<void> => {
    if (ended) return;
    ended = true;
    try {
      await file.close();
    } finally {
      await fileSystem.remove(temporary);
    }
  };
  const abortOnFault = async (step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      // The first fault is the one to tell; a second one while cleaning up follows from it.
      await abort().catch(() => undefined);
      throw writeFault(error, path);
    }
  };

  return {
    write: (bytes) => abortOnFault(() => file.write(bytes)),
    commit: () =>
      abortOnFault(async () => {
        await file.sync();
        await file.close();
        await fileSystem.rename(temporary, path);
        ended = true;
        await fileSystem.syncFolder(dirname(path));
      }),
    abort,
  };
}

/** Writes one file from chunks, all or nothing. @throws AvtoolError DISK_FULL, WRITE_FAILED (exit 4) */
export async function writeAtomically(path: string, chunks: Iterable<Uint8Array>, fileSystem: FileSystem): Promise<void> {
  const file = await createAtomicFile(path, fileSystem);
  try {
    for (const chunk of chunks) await file.write(chunk);
  } catch (error) {
    await file.abort();
    throw error;
  }
  await file.commit();
}

/** Removes what killed processes left half-written. Only for the owner of the folder. */
export async function removeLeftovers(folder: string, fileSystem: FileSystem): Promise<void> {
  for (const name of await readdir(folder)) {
    if (temporaryName.test(name)) await fileSystem.remove(join(folder, name));
  }
}
