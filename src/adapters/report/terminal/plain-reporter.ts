import type { Clock } from '../../../domain/ports/clock.js';
import type { Reporter } from '../../../domain/ports/reporter.js';
import { figuresOf } from './step-progress.js';
import type { TerminalStream } from './terminal-stream.js';

const linePeriodMilliseconds = 30_000;

/** For logs and pipes: a line when a step ends, and every 30 seconds while it lasts. No control characters. */
export function createPlainReporter(stream: TerminalStream, clock: Clock): Reporter {
  let step: { readonly title: string; readonly total: number | undefined; readonly unit: string; readonly startedAt: number } | undefined;
  let lineAt = 0;
  const line = (text: string) => void stream.write(`${text}\n`);
  return {
    start(title, total, unit) {
      const startedAt = clock.monotonicMilliseconds();
      step = { title, total, unit, startedAt };
      lineAt = startedAt;
    },
    advance(done, facts = {}) {
      const now = clock.monotonicMilliseconds();
      if (step === undefined || now - lineAt < linePeriodMilliseconds) return;
      lineAt = now;
      line(`${step.title}: ${figuresOf({ ...step, done, facts, elapsedSeconds: (now - step.startedAt) / 1000 }, ', ')}`);
    },
    finish(summary) {
      step = undefined;
      line(summary);
    },
    info: line,
    warn: (text) => line(`Warning: ${text}`),
  };
}
