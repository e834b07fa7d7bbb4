import { describe, expect, it } from 'vitest';
import { linesOfKeys } from '../../../src/adapters/config/json-lines.js';

describe('the lines of keys in a JSON text', () => {
  it('are those of the keys, not of equal strings in values, and know the groups', () => {
    const text = ['{', '  "a": { "name": "b", "list": ["c", { "deep": 1 }] },', '  "b":', '    { "name": 2 }', '}'].join('\n');
    expect([...linesOfKeys(text)]).toEqual([
      ['a', 2],
      ['a.name', 2],
      ['a.list', 2],
      ['a.list.deep', 2],
      ['b', 3],
      ['b.name', 4],
    ]);
  });

  it('are right after strings that hold brackets, quotes and line ends', () => {
    expect(linesOfKeys('{\n"a": "}{\\" \\n,",\n"b": 1\n}').get('b')).toBe(3);
  });
});
