import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aveAccuracy, aveMetrics, publishedAccuracy } from '../../../../src/domain/tasks/ave/ave-metrics.js';

const names = ['bell', 'drum'];
/** Labels 0, 1 and 2, background. */
const label = fc.integer({ min: 0, max: 2 });
const someClips = fc.array(fc.tuple(fc.array(label, { minLength: 4, maxLength: 4 }), fc.array(label, { minLength: 4, maxLength: 4 })), { minLength: 1, maxLength: 7 });

describe('the accuracy of segments', () => {
  it('is the share of right ones, over all, over events and over background', () => {
    const predicted = [[0, 0, 2, 2], [1, 2, 2, 1]];
    const truth = [[0, 0, 0, 2], [1, 1, 2, 2]];
    // Right: 0, 0, –, 2 | 1, –, 2, –: five of eight, three of five events, two of three background.
    expect(aveAccuracy(predicted, truth, 2)).toEqual({ accuracy: 62.5, foreground: 60, background: (100 * 2) / 3 });
  });

  it('has nothing to say about events where there are none', () => {
    expect(aveAccuracy([[2, 2]], [[2, 2]], 2)).toEqual({ accuracy: 100, foreground: undefined, background: 100 });
    expect(aveAccuracy([], [], 2)).toEqual({ accuracy: undefined, foreground: undefined, background: undefined });
  });

  it('as published is the mean over batches, where a short last batch counts as much as a full one', () => {
    const truth = [[0], [0], [0]];
    expect(publishedAccuracy([[0], [0], [1]], truth, 2, 2)).toEqual({ batches: [100, 0], mean: 50 });
  });

  it('as published is the pooled one when batches are of one clip', () => {
    fc.assert(
      fc.property(someClips, (clips) => {
        const [predicted, truth] = [clips.map(([each]) => each), clips.map(([, each]) => each)];
        expect(publishedAccuracy(predicted, truth, 2, 1).mean).toBeCloseTo(aveAccuracy(predicted, truth, 2).accuracy ?? NaN, 9);
      }),
    );
  });
});

describe('the metrics of a report', () => {
  it('count every segment once, and agree with each other', () => {
    fc.assert(
      fc.property(someClips, (clips) => {
        const metrics = aveMetrics(clips.map(([each]) => each), clips.map(([, each]) => each), names);
        const total = clips.length * 4;
        const diagonal = metrics.confusion.reduce((sum, row, k) => sum + row[k], 0);
        expect(metrics.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(total);
        expect(metrics.values['accuracy']).toBeCloseTo((100 * diagonal) / total, 9);
        expect(metrics.perClass.reduce((sum, { accuracy, segments }) => sum + ((accuracy ?? 0) * segments) / 100, 0)).toBeCloseTo(diagonal, 9);
      }),
    );
  });

  it('have a row for every class and background, true class first in the table of confusions', () => {
    const { perClass, confusion, main } = aveMetrics([[0, 2, 2]], [[0, 0, 2]], names);
    expect(main).toBe('accuracy');
    expect(perClass).toEqual([
      { name: 'bell', segments: 2, accuracy: 50 },
      { name: 'drum', segments: 0, accuracy: undefined },
      { name: 'background', segments: 1, accuracy: 100 },
    ]);
    expect(confusion).toEqual([[1, 0, 1], [0, 0, 0], [0, 0, 1]]);
  });
});
