import { AvtoolError } from '../../domain/errors.js';

/** What parsers throw: the fault in words, for the opener to add the file. */
export class TableFault extends Error {}

/** A tokeniser file that is no such file, damaged, or of another encoder (exit 2). @param message one clause, without the file */
export const tokeniserDamaged = (path: string, message: string, cause?: unknown): AvtoolError =>
  new AvtoolError({ code: 'TOKENISER_DAMAGED', message: `not a usable tokeniser file: ${message}`, where: path, fix: 'download the file again', exitCode: 2, cause });

/** Files that must be fetched or installed first (exit 3). */
export const tokeniserMissing = (path: string, message: string, fix: string): AvtoolError =>
  new AvtoolError({ code: 'TOKENISER_MISSING', message, where: path, fix, exitCode: 3 });
