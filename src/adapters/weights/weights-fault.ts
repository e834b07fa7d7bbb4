import { AvtoolError } from '../../domain/errors.js';

/** What the fault of a weight file is, beside where it lies. */
export interface WeightsFaultDetails {
  /** What one would do about it; fetching the file again unless given. */
  readonly fix?: string;
  readonly cause?: unknown;
}

/** A fault of a weight file. @param kind what it should be, e.g. `safetensors file`  @param message what is wrong, one clause, without the file */
export const weightsFault = (path: string, kind: string, message: string, { fix, cause }: WeightsFaultDetails = {}): AvtoolError =>
  new AvtoolError({
    code: 'WEIGHTS_DAMAGED',
    message: `not a usable ${kind}: ${message}`,
    where: path,
    fix: fix ?? 'download or write the file again',
    exitCode: 2,
    cause,
  });

/** What parsers throw: the fault in words, for the opener to add the file. */
export class ContentFault extends Error {
  constructor(
    message: string,
    readonly fix?: string,
  ) {
    super(message);
  }
}

const longestShown = 80;

/** A name from a file, fit for a terminal: quoted, without control characters, not too long. */
export function shown(name: string): string {
  const cut = name.length > longestShown ? `${name.slice(0, longestShown)}…` : name;
  return JSON.stringify(cut).replace(/[\u007f-\u009f\u2028-\u202e]/g, '?');
}
