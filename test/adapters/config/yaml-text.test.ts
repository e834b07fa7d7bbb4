import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { settingsOfFile } from '../../../src/adapters/config/file-settings.js';
import { parseYamlText } from '../../../src/adapters/config/yaml-text.js';
import type { AvtoolError } from '../../../src/domain/errors.js';

function parse(text: string) {
  const problems: AvtoolError[] = [];
  const { value, lines } = parseYamlText(text, 'f.yaml', (problem) => void problems.push(problem));
  return { value, lines, problems };
}

describe('a YAML text', () => {
  it('says the same as the JSON text of the same values, block or flow style', async () => {
    const values = async (text: string, file: string) => (await settingsOfFile(text, file, () => undefined)).map(({ key, value }) => ({ key, value }));
    const configuration = fc.dictionary(fc.stringMatching(/^[a-z][\w-]{0,8}$/), fc.dictionary(fc.stringMatching(/^[a-z]\w{0,8}$/), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 5 }), { maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(configuration, fc.constantFrom('any', 'flow'), async (content, collectionStyle) => {
        const json = JSON.stringify(content);
        // JSON.stringify writes -0 as 0, the YAML package does not: both get what the JSON text says.
        expect(await values(stringify(JSON.parse(json), { collectionStyle }), 'f.yaml')).toEqual(await values(json, 'f.json'));
      }),
    );
  });

  it('has the numbers and words of YAML 1.2: 1e-4 is a number, yes and dates are texts', () => {
    expect(parse('a: 1e-4\nb: .5\nc: 0x10\nd: yes\ne: 2020-01-01\nf: 012\ng: ~\nh: True').value).toEqual({ a: 0.0001, b: 0.5, c: 16, d: 'yes', e: '2020-01-01', f: 12, g: null, h: true });
  });

  it('gives the lines of keys', () => {
    expect([...parse('# note\na:\n  name: b\n  list: [c, { deep: 1 }]\n\nb: { name: 2 }\n').lines]).toEqual([
      ['a', 2],
      ['a.name', 3],
      ['a.list', 4],
      ['a.list[1].deep', 4],
      ['b', 6],
      ['b.name', 6],
    ]);
  });

  it.each([[''], ['# only a comment\n'], ['---\n'], ['null']])('without values is an empty object: %j', (text) => {
    expect(parse(text).value).toEqual({});
  });

  it('repeats a value by an alias, and does not know merge keys', () => {
    expect(parse('a: &x { b: 1 }\nc: *x\nd: { <<: *x }').value).toEqual({ a: { b: 1 }, c: { b: 1 }, d: { '<<': { b: 1 } } });
  });

  it('gives settings from an alias the line of the alias', async () => {
    expect(await settingsOfFile('model:\n  image: &x { depth: 1 }\n  audio: *x\n', 'f.yaml', () => undefined)).toEqual([
      { key: 'model.image.depth', value: 1, origin: 'f.yaml:2' },
      { key: 'model.audio.depth', value: 1, origin: 'f.yaml:3' },
    ]);
  });

  it('with a key given twice tells both lines, and the last one counts', () => {
    const { value, problems } = parse('a:\n  b: 1\n  c: 2\n  b: 3\n');
    expect(value).toEqual({ a: { b: 3, c: 2 } });
    expect(problems).toMatchObject([{ code: 'CONFIG_SYNTAX', message: 'The key a.b is given twice.', where: 'f.yaml:4', fix: 'Keep one of lines 2 and 4.' }]);
  });

  it.each([
    ['a tag of JavaScript', 'x: 1\na: !!js/function "x"', 'f.yaml:2', /^Configuration is plain data without tags: Unresolved tag: .*js\/function\.$/, 'Remove the tag.'],
    ['a tag of bytes', 'a: !!binary aGVsbG8=', 'f.yaml:1', /without tags: Unresolved tag: .*binary\.$/, 'Remove the tag.'],
    ['a tag of its own', 'a: !mine {}', 'f.yaml:1', /without tags: Unresolved tag: !mine\.$/, 'Remove the tag.'],
    ['another version', '%YAML 1.1\n---\na: yes', 'f.yaml:1', /another version of YAML than 1\.2/, 'Remove the %YAML line.'],
    ['two documents', 'a: 1\n---\nb: 2', 'f.yaml:2', /more than one YAML document/, 'Keep one.'],
    ['tabs', 'a:\n\tb: 1', 'f.yaml:2', /^The file is not valid YAML: Tabs are not allowed as indentation\.$/, undefined],
    ['a text without an end', 'a: 1\nb: "x', 'f.yaml:2', /^The file is not valid YAML: Missing closing "quote\.$/, undefined],
    ['a key that is no text', '? [a]\n: b', 'f.yaml:1', /all keys must be strings/, undefined],
    ['an alias of nothing', 'a: *x', 'f.yaml', /^The aliases of the file cannot be followed: Unresolved alias/, 'Write the values out.'],
    ['an alias in itself', 'b: 1\na: &x [1, *x]', 'f.yaml:2', /^An alias of the file holds itself\.$/, 'Write the value out.'],
  ])('with %s is refused', (_, text, where, message, fix) => {
    expect(() => parse(text)).toThrowError(expect.objectContaining({ code: 'CONFIG_SYNTAX', exitCode: 2, where, message: expect.stringMatching(message), fix }));
  });
});
