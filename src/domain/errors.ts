/** What the process exits with when the error reaches the command (conventions §7). */
export type ExitCode = 1 | 2 | 3 | 4;

export interface AvtoolErrorDetails {
  /** Stable upper-case code, e.g. `AVE_SEGMENTS`. */
  readonly code: string;
  /** One clear sentence: what is wrong. */
  readonly message: string;
  /** File, line, field or tensor name. */
  readonly where?: string;
  /** What the user can do about it. */
  readonly fix?: string;
  readonly exitCode: ExitCode;
  readonly cause?: unknown;
}

/** A fault of the input, the configuration or the environment: shown without a stack, as what, where and fix. */
export class AvtoolError extends Error {
  readonly code: string;
  readonly where: string | undefined;
  readonly fix: string | undefined;
  readonly exitCode: ExitCode;

  constructor(details: AvtoolErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AvtoolError';
    this.code = details.code;
    this.where = details.where;
    this.fix = details.fix;
    this.exitCode = details.exitCode;
  }
}

/** Whether it is an {@link AvtoolError}, of this copy of the class or of another one: by form, because a plugin brings its own copy. */
export function isAvtoolError(error: unknown): error is AvtoolError {
  return error instanceof AvtoolError || (error instanceof Error && error.name === 'AvtoolError' && 'code' in error && 'exitCode' in error);
}

/** The entries of `known` closest to `given` (edit distance at most 2), for "did you mean". */
export function nearest(given: string, known: readonly string[]): string[] {
  return known
    .map((candidate) => ({ candidate, distance: editDistance(given.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= 2)
    .sort((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate);
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      current[j] = Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    previous = current;
  }
  return previous[b.length];
}
