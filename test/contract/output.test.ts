import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { failureDocument, failureText, guardStdout, successDocument } from '../../src/contract/command/output.js';

const failure = { code: 'AVE_SEGMENTS', message: 'The annotation has 9 labels, expected 10.', where: 'annotations.txt line 214', fix: 'Drop the line.', exitCode: 2, bug: false, stack: 'Error: …\n    at parse' } as const;

const plain = { verbose: false, colour: false, program: 'avtool 0.1.0, Node 20.20.2, linux-x64' };

describe('the JSON document', () => {
  it('of a success names schema, command and result', () => {
    expect(JSON.parse(successDocument('ave:eval', { accuracy: 81 }))).toEqual({ schema: 1, ok: true, command: 'ave:eval', result: { accuracy: 81 } });
  });

  it('of a failure holds code, message, where and fix', () => {
    expect(JSON.parse(failureDocument(failure))).toEqual({
      schema: 1,
      ok: false,
      error: { code: 'AVE_SEGMENTS', message: 'The annotation has 9 labels, expected 10.', where: 'annotations.txt line 214', fix: 'Drop the line.' },
    });
  });

  it('of a failure says null for what is not known', () => {
    expect(JSON.parse(failureDocument({ ...failure, where: undefined, fix: undefined }))).toMatchObject({ error: { where: null, fix: null } });
  });

  it('of an interruption also holds how far the command came', () => {
    expect(JSON.parse(failureDocument(failure, { epochs: 3 }))).toMatchObject({ ok: false, result: { epochs: 3 } });
  });
});

describe('the text of a failure', () => {
  it('says what, where and how to repair, and no stack', () => {
    expect(failureText(failure, plain)).toBe('Error: The annotation has 9 labels, expected 10.  [AVE_SEGMENTS]\n  where  annotations.txt line 214\n  fix    Drop the line.\n');
  });

  it('ends with the stack when it is asked for', () => {
    expect(failureText(failure, { ...plain, verbose: true })).toMatch(/Drop the line\.\nError: …\n {4}at parse\n$/);
  });

  it('of a bug names program and platform', () => {
    expect(failureText({ ...failure, bug: true }, plain)).toContain('  on     avtool 0.1.0, Node 20.20.2, linux-x64\n');
  });

  it('is coloured only when asked for', () => {
    expect(failureText(failure, { ...plain, colour: true })).toMatch(/^\u001b\[31mError:\u001b\[39m /);
  });
});

/** Streams stand in for stdout and stderr. */
function aStream() {
  const stream = new PassThrough();
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => String(stream.read() ?? '') };
}

describe('the guard of stdout', () => {
  it('sends what others write to stderr and lets the document pass', () => {
    const out = aStream();
    const err = aStream();
    const guard = guardStdout(out.stream, err.stream);
    out.stream.write('chatter of a plugin\n');
    guard.write('{"schema":1}\n');
    expect([out.text(), err.text()]).toEqual(['{"schema":1}\n', 'chatter of a plugin\n']);
  });

  it('gives stdout back when released', () => {
    const out = aStream();
    const err = aStream();
    guardStdout(out.stream, err.stream).release();
    out.stream.write('afterwards\n');
    expect(out.text()).toBe('afterwards\n');
  });
});
