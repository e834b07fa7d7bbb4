import { AvtoolError } from '../../../domain/errors.js';

/** A fault of a weight file. @param message what is wrong, one clause, without the file */
export const weightsFault = (path: string, message: string, cause?: unknown): AvtoolError =>
  new AvtoolError({
    code: 'WEIGHTS_DAMAGED',
    message: `not a usable safetensors file: ${message}`,
    where: path,
    fix: 'download or write the file again',
    exitCode: 2,
    cause,
  });

const longestShown = 80;

/** A name from a file, fit for a terminal: quoted, without control characters, not too long. */
export function shown(name: string): string {
  const cut = name.length > longestShown ? `${name.slice(0, longestShown)}…` : name;
  return JSON.stringify(cut).replace(/[\u007f-\u009f\u2028-\u202e]/g, '?');
}
