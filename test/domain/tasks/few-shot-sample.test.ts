import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import type { ClipEntry } from '../../../src/domain/ports/clip-store.js';
import { fewShotSample } from '../../../src/domain/tasks/retrieval/few-shot-sample.js';

const clip = (id: string, classes: readonly number[]): ClipEntry => ({ id, split: 'train', state: 'ok', segmentLabels: [], labels: { classes } });
const clips = [clip('a', [0]), clip('b', [1]), clip('c', [0]), clip('d', [0, 2]), clip('e', [1]), clip('f', [0])];

describe('a few-shot sample', () => {
  it('as published has the first clips of each class, of one label only', () => {
    expect(fewShotSample(clips, 3, 2, undefined)).toEqual({ ids: ['a', 'b', 'c', 'e'], short: [{ classIndex: 2, clips: 0 }], filled: 0 });
  });

  it('fills a class without clips of its own with clips of several labels', () => {
    const { ids, short, filled } = fewShotSample(clips, 3, 1, seededRandom(3));
    expect(ids).toContain('d');
    expect({ short, filled }).toEqual({ short: [], filled: 1 });
  });

  it('depends on the seed and on nothing else', () => {
    const many = Array.from({ length: 40 }, (_, k) => clip(`clip ${k}`, [k % 2]));
    expect(fewShotSample(many, 2, 4, seededRandom(1)).ids).toEqual(fewShotSample(many, 2, 4, seededRandom(1)).ids);
    expect(fewShotSample(many, 2, 4, seededRandom(1)).ids).not.toEqual(fewShotSample(many, 2, 4, seededRandom(2)).ids);
  });

  it('takes no clip twice and never more than so many of a class', () => {
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }), { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 99 }), (labels, shots, seed) => {
        const entries = labels.map((classes, k) => clip(String(k), [...classes].sort()));
        const { ids, short } = fewShotSample(entries, 4, shots, seededRandom(seed));
        expect(new Set(ids).size).toBe(ids.length);
        const missing = short.reduce((sum, { clips: found }) => sum + shots - found, 0);
        expect(ids.length).toBe(4 * shots - missing);
      }),
      { numRuns: 60 },
    );
  });
});
