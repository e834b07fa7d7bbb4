import { inspect } from 'node:util';
import { AvtoolError, isAvtoolError } from '../../domain/errors.js';
import { MediaFault } from '../../domain/ports/media.js';
import { exitCodeOfSignal, Interruption } from './interruption.js';
import { asUsageError } from './usage-errors.js';

/** A failed command, as people and programs are told about it. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly where: string | undefined;
  readonly fix: string | undefined;
  readonly exitCode: 1 | 2 | 3 | 4 | 130 | 143;
  /** Neither the user's input nor the environment is at fault. */
  readonly bug: boolean;
  /** Shown with `--verbose`. */
  readonly stack: string | undefined;
}

/** Every error a command can end with, and its exit code: the only place where errors become exit codes (conventions §7). */
export function failureOf(error: unknown, knownCommands: readonly string[] = []): Failure {
  const stack = stackOf(error);
  const known = (fault: AvtoolError): Failure => ({
    code: fault.code,
    message: fault.message,
    where: fault.where,
    fix: fault.fix,
    exitCode: fault.exitCode,
    bug: false,
    stack,
  });
  if (isAvtoolError(error)) return known(error);
  if (error instanceof Interruption) {
    return {
      code: 'INTERRUPTED',
      message: 'Interrupted before there was anything to save.',
      where: undefined,
      fix: 'Run the same command again.',
      exitCode: exitCodeOfSignal(error.stopSignal),
      bug: false,
      stack,
    };
  }
  if (error instanceof MediaFault) return known(mediaError(error));
  const usage = asUsageError(error, knownCommands);
  if (usage !== undefined) return known(usage);
  const system = systemError(error);
  if (system !== undefined) return known(system);
  return {
    code: 'BUG',
    message: error instanceof Error ? error.message : String(error),
    where: undefined,
    fix: 'This is a fault in avtool, not in your input. Please report it with what the same command prints with --verbose.',
    exitCode: 1,
    bug: true,
    stack,
  };
}

function mediaError(fault: MediaFault): AvtoolError {
  return new AvtoolError({
    code: `MEDIA_${fault.kind.toUpperCase()}`,
    message: fault.kind === 'missing' ? 'The media file does not exist.' : `The media file cannot be read: ${fault.detail}.`,
    where: fault.path,
    exitCode: fault.kind === 'missing' ? 3 : 2,
    cause: fault,
  });
}

/** A full disk or a folder without permission, wherever it was met. */
function systemError(error: unknown): AvtoolError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const where = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  const details = { ...(where === undefined ? {} : { where }), cause: error };
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AvtoolError({ code: 'DISK_FULL', message: 'The disk is full.', fix: 'Free some space and run the same command again.', exitCode: 4, ...details });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AvtoolError({ code: 'NOT_PERMITTED', message: 'The file system does not permit it.', fix: 'Choose another folder or change its permissions.', exitCode: 4, ...details });
    default:
      return undefined;
  }
}

function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const own = error.stack ?? String(error);
  return error.cause === undefined ? own : `${own}\ncaused by: ${stackOf(error.cause) ?? inspect(error.cause)}`;
}
