/** What reporters need of stderr. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface TerminalEnvironment {
  readonly [name: string]: string | undefined;
}

/** A terminal where a line can be redrawn; a log of a CI system is none. */
export function isInteractive(stream: TerminalStream, environment: TerminalEnvironment): boolean {
  return stream.isTTY === true && environment.TERM !== 'dumb' && (environment.CI ?? '') === '';
}

/** Unicode bars need a locale that says UTF-8; macOS and Windows terminals have it without saying so. */
export function drawsUnicode(environment: TerminalEnvironment, platform: string): boolean {
  const locale = environment.LC_ALL ?? environment.LC_CTYPE ?? environment.LANG ?? '';
  return /utf-?8/i.test(locale) || platform === 'darwin' || environment.WT_SESSION !== undefined;
}
