import { createHash, randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { AvtoolError } from '../../domain/errors.js';
import { systemCode, writeFault } from './file-fault.js';
import { isAlive, parseOwner, thisOwner, type LockOwner } from './lock-owner.js';

/** The right to write a folder. */
export interface FolderLock {
  /** Makes sure that nobody took the folder over (while this process was suspended). @throws AvtoolError NAME_LOCK_LOST (exit 4) */
  confirm(): Promise<void>;
  /** Idempotent. */
  release(): Promise<void>;
}

export const lockFileName = '.lock';

/** Whether a file of a folder is its lock or what a killed process left of taking it: nothing that could be lost. */
export const isLockFile = (name: string): boolean => name === lockFileName || name.startsWith(`${lockFileName}.`);

const heartbeatMilliseconds = 10_000;
/** A lock file is filled right after it is made; an empty one of this age is the remains of a crash. */
const unfilledMilliseconds = 10_000;

/**
 * Takes the lock of an existing folder, over from a dead process if need be. A heartbeat renews the file's time while it is held.
 * @param kind prefix of the error codes, e.g. `RUN`
 * @throws AvtoolError KIND_LOCKED (exit 4) naming the owner
 */
export async function lockFolder(folder: string, kind: 'RUN' | 'CACHE' | 'ENGINES' | 'WEIGHTS'): Promise<FolderLock> {
  const path = join(folder, lockFileName);
  const owner = await thisOwner(randomUUID());
  const holder = await take(path, owner);
  if (holder !== undefined) throw lockedFault(kind, folder, path, holder.owner);
  return hold(path, folder, kind, owner);
}

/**
 * Makes the lock file, or replaces a stale one. Who may replace a certain stale lock is settled by a second lock named after its contents, which then is
 * renamed over it: two processes that find the same stale lock cannot both have it, wherever one of them is killed.
 * @returns the living holder that stands in the way, or `undefined` when the lock is taken
 */
async function take(path: string, owner: LockOwner): Promise<FoundLock | undefined> {
  for (;;) {
    if (await createLock(path, owner)) return undefined;
    const found = await look(path);
    if (found === undefined) continue;
    if (found.alive) return found;
    const claim = claimPath(path, found.text);
    const claimant = await take(claim, owner);
    if (claimant !== undefined) return claimant;
    const still = await look(path);
    if (still !== undefined && !still.alive && still.text === found.text) {
      await rename(claim, path);
      return undefined;
    }
    await rm(claim, { force: true });
  }
}

const claimPath = (path: string, staleText: string): string => `${path}.${createHash('sha256').update(staleText).digest('hex').slice(0, 16)}`;

function hold(path: string, folder: string, kind: string, owner: LockOwner): FolderLock {
  const isOurs = async (): Promise<boolean> => parseOwner((await readIfThere(path)) ?? '')?.token === owner.token;
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A missed beat is no fault: `confirm` looks at the lock itself before anything of weight is written.
    void isOurs()
      .then((ours) => (ours ? utimes(path, now, now) : undefined))
      .catch(() => undefined);
  }, heartbeatMilliseconds);
  heartbeat.unref();
  return {
    async confirm() {
      if (await isOurs()) return;
      throw new AvtoolError({
        code: `${kind}_LOCK_LOST`,
        message: 'another process took this folder over, so nothing more is written to it',
        where: folder,
        fix: 'let the other process end, then go on from what it has written',
        exitCode: 4,
      });
    },
    async release() {
      clearInterval(heartbeat);
      if (await isOurs()) await rm(path, { force: true });
    },
  };
}

/** @returns false when there is a lock already */
async function createLock(path: string, owner: LockOwner): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(`${JSON.stringify(owner)}\n`);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw writeFault(error, path);
  }
}

interface FoundLock {
  readonly text: string;
  readonly owner: LockOwner | undefined;
  readonly alive: boolean;
}

async function look(path: string): Promise<FoundLock | undefined> {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  let age: number;
  try {
    age = Date.now() - (await stat(path)).mtimeMs;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const owner = parseOwner(text);
  return { text, owner, alive: owner === undefined ? age < unfilledMilliseconds : await isAlive(owner, age) };
}

/** Whether a living process holds the lock of a folder. */
export const isLocked = async (folder: string): Promise<boolean> => (await look(join(folder, lockFileName)))?.alive ?? false;

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function lockedFault(kind: string, folder: string, path: string, owner: LockOwner | undefined): AvtoolError {
  const by = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host} since ${owner.since}`;
  return new AvtoolError({
    code: `${kind}_LOCKED`,
    message: `this folder is being written by ${by}`,
    where: folder,
    fix: `wait until it ends, or choose another folder; if that process is gone, delete ${path}`,
    exitCode: 4,
  });
}
