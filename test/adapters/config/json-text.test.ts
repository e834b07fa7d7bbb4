import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonText } from '../../../src/adapters/config/json-text.js';
import type { AvtoolError } from '../../../src/domain/errors.js';

function parse(text: string) {
  const problems: AvtoolError[] = [];
  const { value, lines } = parseJsonText(text, 'f.json', (problem) => void problems.push(problem));
  return { value, lines, problems };
}

describe('a JSON text', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 2), (text, indent) => {
        const written = JSON.stringify(JSON.parse(text), null, indent);
        expect(parse(written).value).toEqual(JSON.parse(written));
      }),
    );
  });

  it('is refused exactly when JSON.parse refuses it', () => {
    const accepts = (read: () => unknown): boolean => {
      try {
        read();
        return true;
      } catch {
        return false;
      }
    };
    const pieces = fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"', '1', '-', '01', '1.5e3', '.5', 'true', 'nul', ' ', '\n', '\t', '\u00a0', '"\\u12"', '"\\x"', '"\n"');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        expect(accepts(() => parse(text))).toBe(accepts(() => JSON.parse(text)));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the lines of keys, not of equal strings in values, by group', () => {
    const text = ['{', '  "a": { "name": "b", "list": ["c", { "deep": 1 }] },', '  "b":', '    { "name": "}{\\" \\n,", "last": 2 }', '}'].join('\n');
    expect([...parse(text).lines]).toEqual([
      ['a', 2],
      ['a.name', 2],
      ['a.list', 2],
      ['a.list.deep', 2],
      ['b', 3],
      ['b.name', 4],
      ['b.last', 4],
    ]);
  });

  it('with a key given twice tells both lines, and the last one counts', () => {
    const { value, problems } = parse('{\n"a": 1,\n"a": 2\n}');
    expect(value).toEqual({ a: 2 });
    expect(problems).toMatchObject([{ code: 'CONFIG_SYNTAX', message: 'The key a is given twice.', where: 'f.json:3', fix: 'Keep one of lines 2 and 3.' }]);
  });

  it.each([
    ['a comma too much', '{\n"a": 1,\n}', 'f.json:3', 'a key in double quotes expected, not "}"', 'There may be a comma too much before it.'],
    ['a comma too few', '{\n"a": 1\n"b": 2 }', 'f.json:3', 'a comma or } expected, not "\\"b\\""', undefined],
    ['a colon too few', '{ "a" 1 }', 'f.json:1', 'a colon after "a" expected, not "1"', undefined],
    ['a comment', '// hello\n{}', 'f.json:1', 'a value expected, not "/"', 'JSON has no comments; a file avtool.config.yaml may have them.'],
    ['single quotes', "{ 'a': 1 }", 'f.json:1', 'a key in double quotes expected, not "\'"', 'Texts and keys stand in double quotes.'],
    ['a text without an end', '{ "a":\n"x', 'f.json:2', 'a value expected, not "\\""', expect.stringContaining('ends with a double quote')],
    ['nothing', '', 'f.json:1', 'a value expected, not the end of the file', undefined],
    ['more than one value', '{}\n{}', 'f.json:2', 'the end of the file expected, not "{"', undefined],
  ])('with %s says line and repair', (_, text, where, message, fix) => {
    expect(() => parse(text)).toThrowError(expect.objectContaining({ code: 'CONFIG_SYNTAX', exitCode: 2, where, message: `The file is not valid JSON: ${message}.`, fix }));
  });
});
