import { describe, expect, it } from 'vitest';
import { inOrder } from '../../src/app/in-order.js';

/** Work whose results the test gives one by one. */
function controlledWork() {
  const begun: number[] = [];
  const settle = new Map<number, { readonly resolve: (result: string) => void; readonly reject: (error: Error) => void }>();
  const work = (item: number) => {
    begun.push(item);
    return new Promise<string>((resolve, reject) => settle.set(item, { resolve, reject }));
  };
  return { begun, work, done: (item: number) => settle.get(item)?.resolve(`result ${item}`), failed: (item: number) => settle.get(item)?.reject(new Error(`item ${item}`)) };
}

const never = new AbortController().signal;
const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('working on items in order', () => {
  it('yields results in the order of the items, whichever is done first', async () => {
    const { work, done } = controlledWork();
    const results = inOrder([1, 2, 3], 3, work, never);
    const first = results.next();
    done(3);
    done(2);
    done(1);
    expect([(await first).value, (await results.next()).value, (await results.next()).value, (await results.next()).done]).toEqual(['result 1', 'result 2', 'result 3', true]);
  });

  it('has no more under way than it may, and begins the next when a result is taken', async () => {
    const { begun, work, done } = controlledWork();
    const results = inOrder([1, 2, 3, 4], 2, work, never);
    const first = results.next();
    expect(begun).toEqual([1, 2]);
    done(1);
    await first;
    expect(begun).toEqual([1, 2]);
    void results.next();
    await soon();
    expect(begun).toEqual([1, 2, 3]);
  });

  it('begins nothing after an abort, but yields what is under way', async () => {
    const interruption = new AbortController();
    const { begun, work, done } = controlledWork();
    const results = inOrder([1, 2, 3, 4], 2, work, interruption.signal);
    const first = results.next();
    interruption.abort();
    done(1);
    done(2);
    expect([(await first).value, (await results.next()).value, (await results.next()).done]).toEqual(['result 1', 'result 2', true]);
    expect(begun).toEqual([1, 2]);
  });

  it('throws a failure in its turn, after what is under way has ended', async () => {
    const { work, done, failed } = controlledWork();
    const results = inOrder([1, 2, 3], 3, work, never);
    let ended = false;
    const first = results.next();
    failed(1);
    void first.catch(() => undefined).finally(() => (ended = true));
    await soon();
    expect(ended).toBe(false);
    done(2);
    failed(3);
    await expect(first).rejects.toThrow('item 1');
  });

  it('keeps a failure that comes early until its turn, and Node hears of no unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    try {
      const { work, done, failed } = controlledWork();
      const results = inOrder([1, 2], 2, work, never);
      const first = results.next();
      failed(2);
      await soon();
      done(1);
      expect((await first).value).toBe('result 1');
      await soon();
      await expect(results.next()).rejects.toThrow('item 2');
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', listen);
    }
  });
});
