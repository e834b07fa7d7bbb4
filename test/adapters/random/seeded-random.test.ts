import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import type { Random } from '../../../src/domain/ports/random.js';

const seeds = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

function draws(random: Random, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i % 3 === 0 ? random.normal() : random.uniform()));
}

describe('seededRandom', () => {
  it('gives the same sequence for the same seed and another one for the next seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const sequence = draws(seededRandom(seed), 20);
        expect(draws(seededRandom(seed), 20)).toEqual(sequence);
        expect(draws(seededRandom(seed === Number.MAX_SAFE_INTEGER ? 0 : seed + 1), 20)).not.toEqual(sequence);
      }),
    );
  });

  it('tells apart seeds that differ only above 32 bits', () => {
    expect(seededRandom(5).uniform()).not.toBe(seededRandom(5 + 2 ** 32).uniform());
  });

  it('refuses a seed that is no safe integer', () => {
    expect(() => seededRandom(0.5)).toThrow(RangeError);
    expect(() => seededRandom(2 ** 53)).toThrow(RangeError);
  });

  it('draws uniform numbers in [0, 1) with mean 1/2 and variance 1/12', () => {
    const random = seededRandom(11);
    const numbers = Array.from({ length: 20_000 }, () => random.uniform());
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    // Standard errors are 0.0020 and 0.0005; the bounds are five of them.
    expect(Math.abs(mean(numbers) - 1 / 2)).toBeLessThan(0.01);
    expect(Math.abs(variance(numbers) - 1 / 12)).toBeLessThan(0.003);
  });

  it('draws normal numbers with mean 0, variance 1 and the tails of a bell curve', () => {
    const random = seededRandom(12);
    const numbers = Array.from({ length: 20_000 }, () => random.normal());
    // Standard errors are 0.007 and 0.010; P(|x| > 2) = 0.0455 with standard error 0.0015.
    expect(Math.abs(mean(numbers))).toBeLessThan(0.035);
    expect(Math.abs(variance(numbers) - 1)).toBeLessThan(0.05);
    const tail = numbers.filter((x) => Math.abs(x) > 2).length / numbers.length;
    expect(Math.abs(tail - 0.0455)).toBeLessThan(0.0075);
  });
});

describe('integer', () => {
  it('stays below any bound', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (seed, bound) => {
        const drawn = seededRandom(seed).integer(bound);
        expect(Number.isSafeInteger(drawn) && drawn >= 0 && drawn < bound).toBe(true);
      }),
    );
  });

  it('draws every value of a bound that is no power of two equally often', () => {
    const random = seededRandom(13);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 14_000; i++) counts[random.integer(7)]++;
    const chiSquared = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    expect(chiSquared).toBeLessThan(22.5); // 99.9 % quantile with 6 degrees of freedom
  });

  it('does not favour small values where 2^32 modulo the bound is large', () => {
    const random = seededRandom(14);
    const bound = 3 * 2 ** 30; // a plain remainder of 32 bits would give the lowest third half of all draws
    const low = Array.from({ length: 6000 }, () => random.integer(bound)).filter((x) => x < 2 ** 30).length;
    expect(Math.abs(low / 6000 - 1 / 3)).toBeLessThan(0.03); // five standard errors
  });

  it('refuses a bound that is not a positive integer', () => {
    expect(() => seededRandom(1).integer(0)).toThrow(RangeError);
    expect(() => seededRandom(1).integer(1.5)).toThrow(RangeError);
  });
});

describe('shuffle', () => {
  it('returns a permutation and leaves its argument alone', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.integer()), (seed, items) => {
        const before = [...items];
        const shuffled = seededRandom(seed).shuffle(items);
        expect(items).toEqual(before);
        expect([...shuffled].sort(ascending)).toEqual([...items].sort(ascending));
      }),
    );
  });

  it('reaches all six orders of three items equally often', () => {
    const random = seededRandom(15);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = random.shuffle(['a', 'b', 'c']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquared).toBeLessThan(20.5); // 99.9 % quantile with 5 degrees of freedom
  });
});

describe('fork', () => {
  it('depends on seed and label alone, not on what was drawn before', () => {
    fc.assert(
      fc.property(seeds, fc.string(), fc.nat(9), (seed, label, count) => {
        const used = seededRandom(seed);
        draws(used, count);
        expect(draws(used.fork(label), 5)).toEqual(draws(seededRandom(seed).fork(label), 5));
      }),
    );
  });

  it('leaves the sequence of its parent as it is', () => {
    const random = seededRandom(16);
    const first = random.uniform();
    random.fork('clip/0').uniform();
    const untouched = seededRandom(16);
    expect(untouched.uniform()).toBe(first);
    expect(random.uniform()).toBe(untouched.uniform());
  });

  it('gives different sequences for different labels, seeds and depths', () => {
    const random = seededRandom(17);
    const labels = Array.from({ length: 2000 }, (_, i) => `clip/${i}`);
    const firsts = labels.map((label) => random.fork(label).uniform());
    firsts.push(random.uniform(), random.fork('').uniform(), random.fork('a').fork('b').uniform());
    firsts.push(random.fork('ab').uniform(), random.fork('b').fork('a').uniform());
    firsts.push(seededRandom(18).fork('clip/0').uniform());
    expect(new Set(firsts).size).toBe(2006);
  });

  it('gives numbered labels sequences without correlation', () => {
    const random = seededRandom(19);
    const firsts = Array.from({ length: 4000 }, (_, i) => random.fork(`clip/${i}`).uniform() - 0.5);
    const products = firsts.slice(1).map((x, i) => 12 * x * firsts[i]);
    expect(Math.abs(mean(firsts))).toBeLessThan(0.023); // five standard errors of 0.0046
    expect(Math.abs(mean(products))).toBeLessThan(0.08); // five standard errors of 0.0158
  });
});

describe('state and restore', () => {
  it('continue the same sequence, also in the middle of a pair of normals, after a trip through JSON', () => {
    fc.assert(
      fc.property(seeds, seeds, fc.nat(9), (seed, otherSeed, count) => {
        const random = seededRandom(seed);
        draws(random, count);
        const state: number[] = JSON.parse(JSON.stringify(random.state()));
        const expected = draws(random, 10);
        const other = seededRandom(otherSeed);
        other.restore(state);
        expect(draws(other, 10)).toEqual(expected);
        expect(other.fork('x').uniform()).toBe(random.fork('x').uniform());
      }),
    );
  });

  it('refuse a state of another length', () => {
    expect(() => seededRandom(1).restore([1, 2, 3])).toThrow('must have 10 numbers, got 3');
  });
});

function ascending(a: number, b: number): number {
  return a - b;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

function variance(numbers: readonly number[]): number {
  const centre = mean(numbers);
  return mean(numbers.map((x) => (x - centre) ** 2));
}
