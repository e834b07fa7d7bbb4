import { describe, expect, it } from 'vitest';
import { runChild } from '../../../src/adapters/engine-packages/run-child.js';
import { temporaryFolder } from '../files/temporary-folder.js';

async function ran(script: string, wanted: { signal?: AbortSignal; timeoutSeconds?: number; command?: string } = {}) {
  const { signal = new AbortController().signal, timeoutSeconds = 60, command = process.execPath } = wanted;
  return runChild({ command, args: ['-e', script], cwd: await temporaryFolder(), environment: { GREETING: 'hello' }, signal, timeoutSeconds });
}

/** A child with a child of its own that both would live for an hour. */
const family = `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 3600000)'], { stdio: 'inherit' });`;

describe('a child process', () => {
  it('gives its output, its last lines of both streams and its exit code', async () => {
    expect(await ran('console.log(process.env.GREETING); console.error("trouble"); process.exitCode = 7')).toEqual({ outcome: 'exit code 7', stdout: 'hello\n', lastLines: expect.arrayContaining(['hello', 'trouble']) });
  });

  it('keeps the last fifteen lines of a long log', async () => {
    const { lastLines } = await ran('for (let i = 0; i < 50000; i++) console.error(`line ${i}`)');
    expect(lastLines).toEqual(Array.from({ length: 15 }, (_, index) => `line ${49985 + index}`));
  });

  it('says why it could not start', async () => {
    expect(await ran('', { command: '/no/such/program' })).toEqual({ outcome: 'ENOENT', stdout: '', lastLines: [] });
  });

  it('names the signal that ended it', async () => {
    expect(await ran('process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 60000)')).toMatchObject({ outcome: 'signal SIGTERM' });
  });

  it('ends with its own children after its time', async () => {
    expect(await ran(family, { timeoutSeconds: 1 })).toMatchObject({ outcome: 'no end after 1 s' });
  });

  it('ends with its own children when it is interrupted', async () => {
    const interruption = new AbortController();
    const running = ran(`${family} console.log('up')`, { signal: interruption.signal });
    interruption.abort(new Error('stopped'));
    await expect(running).rejects.toThrow('stopped');
  });
});
