import { AvtoolError } from '../../domain/errors.js';

/** The system's code (`ENOENT`, `ENOSPC` …) of an error, or `undefined` for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const fullDiskCodes: readonly (string | undefined)[] = ['ENOSPC', 'EDQUOT'];

/** What to throw when writing `path` failed: an AvtoolError (exit 4) for a fault of the system, else the error as it is. */
export function writeFault(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (code === undefined || !(error instanceof Error)) return error;
  if (fullDiskCodes.includes(code)) {
    return new AvtoolError({
      code: 'DISK_FULL',
      message: 'the disk is full: the file could not be written, and what was there before is kept',
      where: path,
      fix: 'make room on that disk, then give the same command again',
      exitCode: 4,
      cause: error,
    });
  }
  return new AvtoolError({
    code: 'WRITE_FAILED',
    message: `the file could not be written (${error.message}), and what was there before is kept`,
    where: path,
    fix: 'check that the folder exists and may be written to',
    exitCode: 4,
    cause: error,
  });
}
