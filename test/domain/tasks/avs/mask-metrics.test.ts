import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMask } from '../../../../src/domain/tasks/avs/avs-decode.js';
import { avsAccuracy, publishedAvsAccuracy } from '../../../../src/domain/tasks/avs/avs-metrics.js';
import { maskProbability, maskScores } from '../../../../src/domain/tasks/avs/mask-scores.js';

describe('maskScores', () => {
  it('counts only pixels strictly above one half for the IoU', () => {
    // A logit of 0 is exactly one half: predicted are the first two of four pixels, true the second and third.
    expect(maskScores([2, 1, 0, -1], [0, 1, 1, 0]).iou).toBeCloseTo(1 / 3, 6);
  });

  it('gives an image without foreground the share of pixels left empty, and no F-score', () => {
    expect(maskScores([3, -3, -3, -3], [0, 0, 0, 0])).toEqual({ iou: 3 / (4 + 1e-7), fScores: undefined });
    expect(maskScores([-1, -2], [0, 0]).iou).toBeCloseTo(1, 6);
  });

  it('has at every threshold the F-score of a count of the pixels at or above it (task-avs §8)', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double({ min: -30, max: 30, noNaN: true }), fc.constantFrom(0, 1)), { minLength: 1, maxLength: 12 }), (pixels) => {
        const [logits, truth] = [pixels.map(([logit]) => logit), pixels.map(([, y]) => y)];
        const { fScores } = maskScores(logits, truth);
        if (fScores === undefined) return;
        const total = truth.reduce<number>((sum, y) => sum + y, 0);
        fScores.forEach((score, i) => {
          const kept = pixels.filter(([logit]) => maskProbability(logit) >= Math.fround(i / 254));
          const right = kept.filter(([, y]) => y === 1).length;
          const [precision, recall] = [right / Math.max(kept.length, 1), right / total];
          expect(score).toBeCloseTo(right === 0 ? 0 : (1.3 * precision * recall) / (0.3 * precision + recall), 12);
        });
      }),
    );
  });
});

/** Foreground of four pixels found with some logit, the other four pixels at another. */
const image = (found: number, rest: number) => maskScores([found, found, found, found, rest, rest, rest, rest], [1, 1, 1, 1, 0, 0, 0, 0]);

describe('the F-score of several images', () => {
  // Confident on the first, hesitant on the second: no single threshold parts both.
  const images = [image(3, 1), image(-1, -3)];

  it('is higher when every batch picks its own threshold, as published, than with one for all', () => {
    expect(publishedAvsAccuracy(images, 1).fScore).toBeCloseTo(1, 12);
    // One threshold: best is to keep everything of the first image and the found of the second, (F(½, 1) + 1) / 2 with F(½, 1) = 1.3·½ / (0.15 + 1).
    expect(avsAccuracy(images).fScore).toBeCloseTo((0.65 / 1.15 + 1) / 2, 12);
  });

  it('counts a short last batch like a full one, and a batch without foreground as 0, as published', () => {
    const empty = maskScores([-1, -1], [0, 0]);
    const published = publishedAvsAccuracy([image(3, -3), image(3, -3), empty], 2);
    expect(published.batches.map(({ fScore }) => fScore)).toEqual([expect.closeTo(1, 12), 0]);
    expect(published.fScore).toBeCloseTo(0.5, 12);
    expect(avsAccuracy([image(3, -3), image(3, -3), empty]).fScore).toBeCloseTo(1, 12);
  });

  it('leaves the IoU of images without foreground in its mean', () => {
    expect(avsAccuracy([image(3, -3), maskScores([3, -1], [0, 0])]).iou).toBeCloseTo(0.75, 6);
  });
});

describe('decodeMask', () => {
  it('is white where the probability is strictly above the threshold', () => {
    expect(decodeMask([-0.1, 0, 0.1, 5], 0.5)).toEqual(Uint8Array.from([0, 0, 255, 255]));
    expect(decodeMask([0, 5], 0.99)).toEqual(Uint8Array.from([0, 255]));
  });
});
