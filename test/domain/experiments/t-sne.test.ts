import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import { tsne, type Point } from '../../../src/domain/experiments/t-sne.js';

/** Rows in groups around far corners. */
function groups(perGroup: number, count: number, width = 10): { rows: number[][]; group: number[] } {
  const random = seededRandom(3);
  const group = Array.from({ length: perGroup * count }, (_, k) => k % count);
  return { rows: group.map((own) => Array.from({ length: width }, (_, k) => (k === own ? 10 : 0) + random.normal())), group };
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

describe('t-SNE', () => {
  it('keeps groups that are apart: the nearest neighbour on the map is of the same group', () => {
    const { rows, group } = groups(20, 4);
    const map = tsne(rows, seededRandom(1), { perplexity: 10 });
    const kept = map.filter((point, k) => {
      const others = map.map((other, j) => (j === k ? Infinity : distance(point, other)));
      return group[others.indexOf(Math.min(...others))] === group[k];
    });
    expect(kept.length).toBe(map.length);
  });

  it('gives the same map from the same seed, and another from another', () => {
    const { rows } = groups(5, 3);
    expect(tsne(rows, seededRandom(1), { iterations: 50 })).toEqual(tsne(rows, seededRandom(1), { iterations: 50 }));
    expect(tsne(rows, seededRandom(2), { iterations: 50 })).not.toEqual(tsne(rows, seededRandom(1), { iterations: 50 }));
  });

  it('is finite and centred whatever the rows: equal ones, far ones, one alone', () => {
    const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, fc.constantFrom(0, 1)), { maxLength: 12 }), (rows) => {
        const map = tsne(rows, seededRandom(1), { iterations: 30 });
        expect(map).toHaveLength(rows.length);
        const values = map.flatMap(({ x, y }) => [x, y]);
        expect(values.every(Number.isFinite)).toBe(true);
        const extent = Math.max(1, ...values.map(Math.abs));
        expect(Math.abs(map.reduce((sum, { x }) => sum + x, 0))).toBeLessThan(1e-9 * extent * (rows.length + 1));
      }),
      { numRuns: 60 },
    );
  });
});
