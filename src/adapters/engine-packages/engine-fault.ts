import { AvtoolError } from '../../domain/errors.js';
import type { ExitCode } from '../../domain/errors.js';

/** Why an engine cannot be installed; `log` are the last lines of the program that failed. */
export function engineFault(code: string, exitCode: ExitCode, message: string, details: { where?: string; fix?: string; cause?: unknown; log?: readonly string[] } = {}): AvtoolError {
  const { log = [], ...rest } = details;
  return new AvtoolError({ code, message: [message, ...log.map((line) => `    ${line}`)].join('\n'), exitCode, ...rest });
}
