import type { TerminalStream } from '../../../src/adapters/report/terminal/terminal-stream.js';
import type { Clock } from '../../../src/domain/ports/clock.js';

/** A clock that stands until it is moved. */
export function aClock(): Clock & { pass(seconds: number): void } {
  let milliseconds = 0;
  return {
    monotonicMilliseconds: () => milliseconds,
    now: () => new Date(milliseconds),
    pass: (seconds) => {
      milliseconds += seconds * 1000;
    },
  };
}

/** A terminal that keeps what was written; `screen` is what a person sees of its last line. */
export function aTerminal({ columns = 80, isTTY = true } = {}): TerminalStream & { text(): string; screen(): string } {
  let written = '';
  return {
    isTTY,
    columns,
    write: (text) => {
      written += text;
      return true;
    },
    text: () => written,
    screen: () => (written.split('\n').at(-1) ?? '').split('\r\u001b[2K').at(-1) ?? '',
  };
}
