import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellName, cellsOfShard, parseSeeds, parseShard, requireDistinctCells } from '../../../src/domain/experiments/grid-cell.js';

describe('a cell of a grid', () => {
  it.each([
    [{ variant: 'S+C', seed: 2 }, 'S+C.seed-2'],
    [{ variant: 'alpha=0.1', seed: 1 }, 'alpha=0-1.seed-1'],
    [{ variant: '../up/LAVisH*' }, '-up-LAVisH-'],
    [{ method: 'clip adapter', shots: 16, seed: 3 }, 'clip-adapter.shots-16.seed-3'],
  ])('%o is called %s', (labels, name) => {
    expect(cellName(labels)).toBe(name);
  });

  it('is not called like another one, not even where A is a', () => {
    expect(() => requireDistinctCells([{ variant: 't', seed: 1 }, { variant: 'T', seed: 1 }])).toThrow('two cells of the grid have the name t.seed-1');
    expect(() => requireDistinctCells([{ variant: 'T', seed: 1 }, { variant: 'T', seed: 2 }])).not.toThrow();
  });

  it('is in exactly one of N parts', () => {
    fc.assert(
      fc.property(fc.nat({ max: 40 }), fc.integer({ min: 1, max: 12 }), (count, of) => {
        const cells = Array.from({ length: count }, (_, cell) => cell);
        const parts = Array.from({ length: of }, (_, part) => cellsOfShard(cells, { index: part + 1, of }));
        expect(parts.flat().sort((a, b) => a - b)).toEqual(cells);
      }),
    );
  });

  it('is taken by the part k ≡ I − 1 (mod N), and by all without parts', () => {
    expect(cellsOfShard(['a', 'b', 'c', 'd', 'e'], parseShard('2/3'))).toEqual(['b', 'e']);
    expect(cellsOfShard(['a', 'b'], undefined)).toEqual(['a', 'b']);
  });
});

describe('what is given with --shard and --seeds', () => {
  it.each(['0/4', '5/4', '2', '2/0', '-1/2', 'a/b', '1/2/3'])('%s is no part of a whole', (text) => {
    expect(() => parseShard(text)).toThrowError(expect.objectContaining({ code: 'SHARD_INVALID', exitCode: 2 }));
  });

  it('is a list of different whole numbers', () => {
    expect(parseSeeds('1, 2,43')).toEqual([1, 2, 43]);
  });

  it.each(['', '1,', '1,1', '1.5', '-1', 'x'])('"%s" is no list of seeds', (text) => {
    expect(() => parseSeeds(text)).toThrowError(expect.objectContaining({ code: 'SEEDS_INVALID', exitCode: 2 }));
  });
});
