import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLoadingBound } from '../../../src/contract/plugins/loading-bound.js';

/** Streams that keep what is written to them. */
function aTerminal() {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = new PassThrough({ encoding: 'utf8' });
  const bound = createLoadingBound(stdout as unknown as NodeJS.WriteStream, stderr as unknown as NodeJS.WriteStream, 5);
  const texts = () => [stdout, stderr].map((stream) => (stream.read() as string | null) ?? '');
  return { stdout, bound, texts };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('loading a plugin', () => {
  it('gives what the work gives, and keeps stdout for the command', async () => {
    const { stdout, bound, texts } = aTerminal();
    const loaded = bound.load('mine', async () => {
      stdout.write('hello from the plugin\n');
      return 7;
    });
    expect(await loaded).toBe(7);
    stdout.write('result\n');
    expect(texts()).toEqual(['result\n', 'hello from the plugin\n']);
    expect(bound.passed).toBe(false);
  });

  it('keeps stdout until the last of several is loaded', async () => {
    const { stdout, bound, texts } = aTerminal();
    let finish: () => void = () => undefined;
    const slow = bound.load('slow', () => new Promise<void>((resolve) => (finish = resolve)));
    await bound.load('fast', () => Promise.resolve());
    stdout.write('still loading\n');
    finish();
    await slow;
    stdout.write('result\n');
    expect(texts()).toEqual(['result\n', 'still loading\n']);
  });

  it('ends after the bound with the plugin’s name, and remembers that something may still run', async () => {
    const { bound } = aTerminal();
    const loaded = expect(bound.load('slow', () => new Promise(() => undefined))).rejects.toMatchObject({ code: 'PLUGIN_SLOW', message: 'Plugin slow has not finished loading after 5 s.' });
    await vi.advanceTimersByTimeAsync(5000);
    await loaded;
    expect(bound.passed).toBe(true);
  });

  it('passes on what the work throws', async () => {
    await expect(aTerminal().bound.load('mine', () => Promise.reject(new Error('no such file')))).rejects.toThrow('no such file');
  });
});
