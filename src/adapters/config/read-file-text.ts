import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { AvtoolError } from '../../domain/errors.js';
import { systemCode } from '../files/file-fault.js';
import { syntaxError } from './syntax-error.js';

/** A configuration is some kilobytes; more is a mistake or an attack. */
const maximalBytes = 1024 ** 2;

/**
 * The text of a configuration file, or `undefined` where there is none.
 * @param shown the file's name in messages
 * @throws AvtoolError CONFIG_SYNTAX for what is no regular file of UTF-8 text below 1 MiB, NOT_PERMITTED
 */
export async function readFileText(path: string, shown: string): Promise<string | undefined> {
  // Without O_NONBLOCK opening a pipe waits for somebody to write.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
    if (systemCode(error) === 'EACCES') throw new AvtoolError({ code: 'NOT_PERMITTED', message: 'The configuration file may not be read.', where: shown, fix: 'Change its permissions.', exitCode: 4, cause: error });
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const status = await file.stat();
    if (!status.isFile()) throw syntaxError(shown, 'This is not a file.', 'A configuration is a JSON or YAML file.');
    if (status.size > maximalBytes) throw syntaxError(shown, `The file has ${status.size} bytes; a configuration has at most ${maximalBytes}.`);
    return decode(await file.readFile(), shown);
  } finally {
    await file.close();
  }
}

function decode(bytes: Uint8Array, shown: string): string {
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw syntaxError(`${shown}:${lineOf(bytes, nul)}`, 'The file is not text: it has NUL bytes.', 'Save it as UTF-8.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw syntaxError(shown, 'The file is not UTF-8 text.', 'Save it as UTF-8.');
  }
}

function lineOf(bytes: Uint8Array, position: number): number {
  return bytes.subarray(0, position).reduce((lines, byte) => (byte === 10 ? lines + 1 : lines), 1);
}
