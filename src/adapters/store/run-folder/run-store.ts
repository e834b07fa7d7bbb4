import { access, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AvtoolError } from '../../../domain/errors.js';
import type { RunStore } from '../../../domain/ports/run-store.js';
import type { WeightStore } from '../../../domain/ports/weight-store.js';
import { removeLeftovers } from '../../files/atomic-file.js';
import { systemCode, writeFault } from '../../files/file-fault.js';
import { nodeFileSystem, type FileSystem } from '../../files/file-system.js';
import { isLockFile, lockFolder } from '../../files/folder-lock.js';
import { findRuns } from './find-runs.js';
import { runFiles, runMissing } from './run-files.js';
import { RunFolder } from './run-folder.js';

/** Runs in folders (architecture §4), each written by one process at a time. */
export const createRunStore = (weights: WeightStore, fileSystem: FileSystem = nodeFileSystem): RunStore => ({
  find: findRuns,

  async create(path) {
    await makeFolder(path);
    await refuseUsed(path);
    const lock = await lockFolder(path, 'RUN');
    try {
      // Another process may have made a run here between the look and the lock.
      await refuseUsed(path);
    } catch (error) {
      await lock.release();
      throw error;
    }
    return new RunFolder(path, lock, weights, fileSystem);
  },

  async open(path, mode) {
    await requireRun(path);
    if (mode === 'read') return new RunFolder(path, undefined, weights, fileSystem);
    const lock = await lockFolder(path, 'RUN');
    await removeLeftovers(path, fileSystem);
    if (await exists(join(path, runFiles.checkpoints))) await removeLeftovers(join(path, runFiles.checkpoints), fileSystem);
    return new RunFolder(path, lock, weights, fileSystem);
  },
});

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    if (systemCode(error) === 'EEXIST' || systemCode(error) === 'ENOTDIR') throw runExists(path, 'a file of this name is in the way');
    throw writeFault(error, path);
  }
}

/** A lock alone is what a start that was killed leaves: it holds nothing that could be lost. */
async function refuseUsed(path: string): Promise<void> {
  const names = (await readdir(path)).filter((name) => !isLockFile(name));
  if (names.length > 0) throw runExists(path, `the folder already holds ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}`);
}

const runExists = (path: string, message: string): AvtoolError =>
  new AvtoolError({ code: 'RUN_EXISTS', message: `a new run needs an empty folder: ${message}`, where: path, fix: 'choose another folder with --run, or go on with --resume', exitCode: 4 });

async function requireRun(path: string): Promise<void> {
  if (!(await exists(join(path, runFiles.config)))) throw runMissing(path);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return false;
  }
}
