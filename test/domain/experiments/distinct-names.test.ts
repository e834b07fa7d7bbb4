import { describe, expect, it } from 'vitest';
import { distinctNames } from '../../../src/domain/experiments/distinct-names.js';

describe('short names of paths', () => {
  it.each([
    [['runs/first', 'runs/second'], ['first', 'second']],
    [['a/cells/none', 'b/cells/none'], ['a/cells/none', 'b/cells/none']],
    [['a/x', 'b/x', 'b/y'], ['a/x', 'b/x', 'b/y']],
    [['./runs/one/'], ['one']],
    [['x', 'a/x'], ['x', 'a/x']],
    [[], []],
  ])('of %j are %j', (paths, names) => {
    expect(distinctNames(paths)).toEqual(names);
  });
});
