import type { Clock } from '../../../domain/ports/clock.js';
import type { Reporter } from '../../../domain/ports/reporter.js';
import { createBarReporter } from './bar-reporter.js';
import { createPlainReporter } from './plain-reporter.js';
import { createSilentReporter } from './silent-reporter.js';
import { drawsUnicode, isInteractive } from './terminal-stream.js';
import type { TerminalEnvironment, TerminalStream } from './terminal-stream.js';

export interface ReporterChoice {
  readonly stream: TerminalStream;
  readonly environment: TerminalEnvironment;
  readonly platform: string;
  readonly clock: Clock;
  /** `--quiet` or `--json`. */
  readonly silent: boolean;
  readonly colour: boolean;
}

/** A bar on a terminal, plain lines elsewhere, warnings only when silent. */
export function chooseReporter(choice: ReporterChoice): Reporter {
  const { stream, environment, clock } = choice;
  if (choice.silent) return createSilentReporter(stream);
  if (!isInteractive(stream, environment)) return createPlainReporter(stream, clock);
  return createBarReporter(stream, clock, { unicode: drawsUnicode(environment, choice.platform), colour: choice.colour });
}
