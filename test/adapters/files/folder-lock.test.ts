import { createHash } from 'node:crypto';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { lockFileName, lockFolder } from '../../../src/adapters/files/folder-lock.js';
import { thisOwner, type LockOwner } from '../../../src/adapters/files/lock-owner.js';
import { firstLine, killHard, startScript } from './child-process.js';
import { temporaryFolder } from './temporary-folder.js';

const holdLock = new URL('./hold-lock.ts', import.meta.url);

/** A folder locked by another owner whose last heartbeat was so long ago. */
async function lockedFolder(change: Partial<LockOwner>, heartbeatAgeSeconds: number): Promise<string> {
  const folder = await temporaryFolder();
  const path = join(folder, lockFileName);
  await writeFile(path, JSON.stringify({ ...(await thisOwner('another')), ...change }));
  const then = new Date(Date.now() - heartbeatAgeSeconds * 1000);
  await utimes(path, then, then);
  return folder;
}

describe('lockFolder', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('refuses a folder that another process holds, naming the process, and takes it over when that process was killed', async () => {
    const folder = await temporaryFolder();
    const holder = startScript(holdLock, folder);
    expect(await firstLine(holder)).toBe('locked');
    await expect(lockFolder(folder, 'RUN')).rejects.toMatchObject({
      code: 'RUN_LOCKED',
      exitCode: 4,
      where: folder,
      message: expect.stringContaining(`process ${holder.pid} on ${hostname()} since `),
    });
    await killHard(holder);
    const lock = await lockFolder(folder, 'RUN');
    await lock.confirm();
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets only one of two processes have a folder', async () => {
    const folder = await temporaryFolder();
    const lines = await Promise.all([startScript(holdLock, folder), startScript(holdLock, folder)].map(firstLine));
    expect(lines.sort()).toEqual(['RUN_LOCKED', 'locked']);
  });

  it('lets only one of many have a stale lock', async () => {
    for (let round = 0; round < 20; round++) {
      const folder = await lockedFolder({ host: 'elsewhere' }, 600);
      const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder, 'RUN')));
      expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await readdir(folder)).toEqual([lockFileName]);
    }
  });

  it('takes over from a process that was killed while it took over from another', async () => {
    const folder = await lockedFolder({ host: 'elsewhere' }, 600);
    const path = join(folder, lockFileName);
    const claim = `${path}.${createHash('sha256').update(await readFile(path)).digest('hex').slice(0, 16)}`;
    await writeFile(claim, JSON.stringify(await thisOwner('a claimant that is at work')));
    await expect(lockFolder(folder, 'RUN')).rejects.toMatchObject({ code: 'RUN_LOCKED', message: expect.stringContaining(`process ${process.pid} `) });
    await writeFile(claim, JSON.stringify({ ...(await thisOwner('a claimant that is gone')), host: 'elsewhere' }));
    await utimes(claim, 0, 0);
    await (await lockFolder(folder, 'RUN')).confirm();
    expect(await readdir(folder)).toEqual([lockFileName]);
  });

  it('refuses a second lock in the same process', async () => {
    const folder = await temporaryFolder();
    await lockFolder(folder, 'CACHE');
    await expect(lockFolder(folder, 'CACHE')).rejects.toMatchObject({ code: 'CACHE_LOCKED' });
  });

  it.skipIf(process.platform !== 'linux')('takes over from a dead process whose number another one has now', async () => {
    const folder = await lockedFolder({ processStart: '1' }, 0);
    await (await lockFolder(folder, 'RUN')).confirm();
  });

  it.each([
    ['refuses', 'with a heartbeat of a minute ago', 60, false],
    ['takes over', 'without a heartbeat for ten minutes', 600, true],
  ])('%s the lock of another machine %s', async (_verb, _when, ageSeconds, taken) => {
    const folder = await lockedFolder({ host: 'elsewhere' }, ageSeconds);
    const attempt = lockFolder(folder, 'RUN');
    if (taken) await (await attempt).confirm();
    else await expect(attempt).rejects.toMatchObject({ code: 'RUN_LOCKED', message: expect.stringContaining('elsewhere') });
  });

  it('takes over a lock file that a crash left empty', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, lockFileName);
    await writeFile(path, '');
    await expect(lockFolder(folder, 'RUN')).rejects.toMatchObject({ code: 'RUN_LOCKED' });
    await utimes(path, 0, 0);
    await (await lockFolder(folder, 'RUN')).confirm();
  });

  it('tells an owner that lost the folder, and then leaves the new lock alone', async () => {
    const folder = await temporaryFolder();
    const lock = await lockFolder(folder, 'RUN');
    const other = JSON.stringify(await thisOwner('another'));
    await writeFile(join(folder, lockFileName), other);
    await expect(lock.confirm()).rejects.toMatchObject({ code: 'RUN_LOCK_LOST', exitCode: 4 });
    await lock.release();
    expect(await readFile(join(folder, lockFileName), 'utf8')).toBe(other);
  });

  it('renews the time of its lock file every ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const folder = await temporaryFolder();
    const path = join(folder, lockFileName);
    const lock = await lockFolder(folder, 'RUN');
    await utimes(path, 0, 0);
    vi.advanceTimersByTime(10_000);
    await vi.waitFor(async () => expect((await stat(path)).mtimeMs).toBeGreaterThan(Date.now() - 60_000));
    await lock.release();
  });
});
