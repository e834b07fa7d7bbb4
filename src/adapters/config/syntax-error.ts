import { AvtoolError } from '../../domain/errors.js';
import { maximalWords } from './file-content.js';

/** @param where file and line */
export function syntaxError(where: string, message: string, fix?: string): AvtoolError {
  return new AvtoolError({ code: 'CONFIG_SYNTAX', message, where, ...(fix === undefined ? {} : { fix }), exitCode: 2 });
}

export function tooManyWords(file: string): AvtoolError {
  return syntaxError(file, `The file has more than ${maximalWords} words.`, 'A configuration is a small file; lists of data belong elsewhere.');
}

/** The same key at two lines of one file. */
export function givenTwice(key: string, file: string, before: number, line: number): AvtoolError {
  return syntaxError(`${file}:${line}`, `The key ${key} is given twice.`, before === line ? 'Keep one.' : `Keep one of lines ${before} and ${line}.`);
}
