import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { watchInterruptions } from '../../src/contract/command/interruption.js';

function aWatch() {
  const source = new EventEmitter();
  const lines: string[] = [];
  const codes: number[] = [];
  const watch = watchInterruptions(source, (line) => lines.push(line), (code) => codes.push(code));
  return { source, watch, lines, codes };
}

describe('watching for interruptions', () => {
  it('aborts at the first signal, says that the step is finished first, and goes on', () => {
    const { source, watch, lines, codes } = aWatch();
    source.emit('SIGINT');
    expect([watch.signal.aborted, watch.stopSignal, lines.length, codes]).toEqual([true, 'SIGINT', 1, []]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('leaves at once at a second %s, with %i', (stopSignal, code) => {
    const { source, codes } = aWatch();
    source.emit('SIGTERM');
    source.emit(stopSignal);
    expect(codes).toEqual([code]);
  });

  it('names the signal as the reason of the abortion', () => {
    const { source, watch } = aWatch();
    source.emit('SIGTERM');
    expect(watch.signal.reason).toMatchObject({ name: 'AbortError', stopSignal: 'SIGTERM' });
  });

  it('leaves no listener behind when stopped', () => {
    const { source, watch } = aWatch();
    watch.stop();
    expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM')).toBe(0);
  });
});
