import { Args, Flags } from '@oclif/core';
import { parse } from '@oclif/core/parser';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../src/contract/command/failure.js';
import { Interruption } from '../../src/contract/command/interruption.js';
import { AvtoolError, type ExitCode } from '../../src/domain/errors.js';
import { MediaFault } from '../../src/domain/ports/media.js';

const fault = (exitCode: ExitCode) => new AvtoolError({ code: 'CODE', message: 'It is so.', where: 'file line 3', fix: 'Do this.', exitCode });

const systemError = (code: string) => Object.assign(new Error(`${code}: from the system`), { code, path: 'runs/first' });

/** oclif's own complaints, by the form in which they arrive. */
const parseError = (message: string, rest: object = {}) => Object.assign(new Error(message), { parse: { input: { flags: { epochs: {}, run: {} } } } }, rest);

describe('the exit code of a failure', () => {
  // Rows of conventions §7.
  it.each([
    ['1: it ran and failed', fault(1), 1],
    ['1: a bug', new TypeError('x is undefined'), 1],
    ['1: something that is no error was thrown', 'text', 1],
    ['2: bad input', fault(2), 2],
    ['2: unknown command', new Error('command ave:trian not found'), 2],
    ['2: unknown flag', parseError('Nonexistent flag: --epoch', { flags: ['--epoch'] }), 2],
    ['2: missing flag', parseError('Missing required flag run'), 2],
    ['2: a media file that cannot be read', new MediaFault('unreadable', 'a.mp4', 'moov atom not found'), 2],
    ['3: an external thing is missing', fault(3), 3],
    ['3: a media file that is not there', new MediaFault('missing', 'a.mp4', 'No such file'), 3],
    ['4: refused to protect data', fault(4), 4],
    ['4: the disk is full', systemError('ENOSPC'), 4],
    ['4: the quota is used up', systemError('EDQUOT'), 4],
    ['4: no permission', systemError('EACCES'), 4],
    ['130: interrupted by SIGINT', new Interruption('SIGINT'), 130],
    ['143: interrupted by SIGTERM', new Interruption('SIGTERM'), 143],
  ])('is %s', (_, error, exitCode) => {
    expect(failureOf(error).exitCode).toBe(exitCode);
  });
});

describe('a failure', () => {
  it('carries code, message, place and repair of an AvtoolError', () => {
    expect(failureOf(fault(2))).toMatchObject({ code: 'CODE', message: 'It is so.', where: 'file line 3', fix: 'Do this.', bug: false });
  });

  it('knows an AvtoolError of another copy of avtool by its form', () => {
    const foreign = Object.assign(new Error('It is so.'), { name: 'AvtoolError', code: 'FOREIGN', exitCode: 4 });
    expect(failureOf(foreign)).toMatchObject({ code: 'FOREIGN', exitCode: 4, bug: false });
  });

  it('is a bug when nothing is known about it, asks for a report, and keeps the stack with its cause', () => {
    const failure = failureOf(new Error('impossible', { cause: new RangeError('too long') }));
    expect(failure).toMatchObject({ code: 'BUG', message: 'impossible', bug: true });
    expect(failure.fix).toContain('report');
    expect(failure.stack).toContain('caused by: RangeError: too long');
  });

  it('suggests the nearest command', () => {
    expect(failureOf(new Error('command ave:trian not found'), ['ave:train', 'ave:eval']).fix).toBe('Did you mean ave:train?');
  });

  it('lists the commands of the topic when none is near', () => {
    expect(failureOf(new Error('command ave:learn-all not found'), ['ave:train', 'ave:eval', 'model:cost']).fix).toBe('Known: ave:train, ave:eval.');
  });

  it('suggests the nearest flag', () => {
    expect(failureOf(parseError('Nonexistent flag: --epoch', { flags: ['--epoch'] }))).toMatchObject({ code: 'FLAG_UNKNOWN', fix: 'Did you mean --epochs?' });
  });

  it('tells oclif’s other complaints in one line without its pointer to the help', async () => {
    const error: unknown = await parse([], { flags: { run: Flags.string({ required: true }) } }).catch((reason: unknown) => reason);
    expect(failureOf(error)).toMatchObject({ code: 'USAGE', message: 'Missing required flag run', exitCode: 2 });
  });

  it('recognises the errors of the real parser', async () => {
    const unknownFlag: unknown = await parse(['--epoch', '3'], { flags: { epochs: Flags.string() } }).catch((reason: unknown) => reason);
    const missingFile: unknown = await parse([], { args: { file: Args.string({ required: true, description: 'Video file.' }) } }).catch((reason: unknown) => reason);
    expect(failureOf(unknownFlag)).toMatchObject({ code: 'FLAG_UNKNOWN', fix: 'Did you mean --epochs?' });
    expect(failureOf(missingFile)).toMatchObject({ code: 'USAGE', message: 'Missing 1 required arg: file  Video file.' });
  });

  it('names the file when the disk is full', () => {
    expect(failureOf(systemError('ENOSPC'))).toMatchObject({ code: 'DISK_FULL', where: 'runs/first' });
  });
});
