import { AvtoolError } from '../errors.js';

/** The error for an encoder configuration whose sizes do not fit each other. */
export const impossibleSize = (where: string, message: string, fix: string): AvtoolError =>
  new AvtoolError({ code: 'ENCODER_SIZE', message, where, fix, exitCode: 2 });

/** @throws AvtoolError when `size` is no multiple of `part` */
export function requireMultiple(where: string, name: string, size: number, part: number): void {
  if (size % part !== 0) throw impossibleSize(where, `${name} of ${size} is no multiple of ${part}`, `choose ${name} as a multiple of ${part}`);
}
