import { describe, expect, it } from 'vitest';
import { findFfmpeg } from '../../../src/adapters/media/ffmpeg-command/find-ffmpeg.js';
import { runCommand } from '../../../src/adapters/media/ffmpeg-command/run-command.js';

const node = (script: string, options: Partial<Parameters<typeof runCommand>[2]> = {}) =>
  runCommand(process.execPath, ['-e', script], { timeoutSeconds: 60, ...options });

async function* megabytes(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield new Uint8Array(1 << 20).fill(index);
}

describe('runCommand', { timeout: 120_000 }, () => {
  it('feeds standard input and gives standard output, larger than any pipe', async () => {
    const output = await node('process.stdin.pipe(process.stdout)', { input: megabytes(4) });
    expect(output).toHaveLength(4 << 20);
    expect(output[output.length - 1]).toBe(3);
  });

  it('fails with exit code and last log lines', async () => {
    await expect(node('for (let i = 1; i <= 99; i++) console.error("line " + i); process.exitCode = 7')).rejects.toMatchObject({
      name: 'CommandFailure',
      outcome: 'exit code 7',
      logLines: Array.from({ length: 10 }, (_, index) => `line ${90 + index}`),
    });
  });

  it('fails when the child is killed, also while input is being written', async () => {
    await expect(node('process.kill(process.pid, "SIGKILL")', { input: megabytes(64) })).rejects.toMatchObject({ outcome: 'signal SIGKILL' });
  });

  it('kills a child that does not end in time', async () => {
    await expect(node('setInterval(() => {}, 1000)', { timeoutSeconds: 0.5 })).rejects.toMatchObject({ outcome: 'no end after 0.5 s' });
  });

  it('kills the child and fails with the reason of the signal', async () => {
    const reason = new Error('stopped');
    const controller = new AbortController();
    const running = node('setInterval(() => {}, 1000)', { signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await expect(running).rejects.toBe(reason);
  });

  it('fails when the input fails, and with that error', async () => {
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(10);
      throw new Error('no more pictures');
    };
    await expect(node('process.stdin.pipe(process.stdout)', { input: broken() })).rejects.toThrow('no more pictures');
  });
});

describe('findFfmpeg', { timeout: 60_000 }, () => {
  it('says which program is not on PATH', async () => {
    expect(await findFfmpeg('no-such-program-here')).toEqual({ available: false, reason: 'no-such-program-here is not on PATH' });
  });
});
