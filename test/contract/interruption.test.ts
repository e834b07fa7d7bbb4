import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { watchInterruptions } from '../../src/contract/command/interruption.js';

function aWatch() {
  const source = new EventEmitter();
  const lines: string[] = [];
  const left: string[] = [];
  const watch = watchInterruptions(source, (line) => lines.push(line), (stopSignal) => left.push(stopSignal));
  return { source, watch, lines, left };
}

describe('watching for interruptions', () => {
  it('aborts at the first signal, says that the step is finished first, and goes on', () => {
    const { source, watch, lines, left } = aWatch();
    source.emit('SIGINT');
    expect([watch.signal.aborted, watch.stopSignal, lines.length, left]).toEqual([true, 'SIGINT', 1, []]);
  });

  it.each(['SIGINT', 'SIGTERM'])('leaves at once at a second signal, by that signal: %s', (stopSignal) => {
    const { source, left } = aWatch();
    source.emit('SIGTERM');
    source.emit(stopSignal);
    expect(left).toEqual([stopSignal]);
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
