import type { Reporter } from '../../../domain/ports/reporter.js';
import type { TerminalStream } from './terminal-stream.js';

/** For `--quiet` and `--json`: warnings only. */
export function createSilentReporter(stream: TerminalStream): Reporter {
  return {
    start: () => undefined,
    advance: () => undefined,
    finish: () => undefined,
    info: () => undefined,
    warn: (line) => void stream.write(`Warning: ${line}\n`),
  };
}
