import { describe, expect, it } from 'vitest';
import { logSpacedCoordinates, relativePositionIndex } from '../../../src/domain/encoders/relative-position.js';
import type { Tensor } from '../../../src/domain/graph/tensor.js';

const numbersOf = ({ origin }: Tensor): number[] => (origin.kind === 'constant' ? Array.from(origin.value.data) : []);

describe('relativePositionIndex', () => {
  it('numbers the offset of query and key by (yi − yj + wh − 1)(2ww − 1) + (xi − xj + ww − 1)', () => {
    expect(numbersOf(relativePositionIndex([2, 2]))).toEqual([4, 3, 1, 0, 5, 4, 2, 1, 7, 6, 4, 3, 8, 7, 5, 4]);
  });

  it('counts columns in the width of the window when it is not square', () => {
    // 1 × 3: the offset is only along the row, −2 … 2.
    expect(numbersOf(relativePositionIndex([1, 3]))).toEqual([2, 1, 0, 3, 2, 1, 4, 3, 2]);
  });
});

describe('logSpacedCoordinates', () => {
  it('runs from −log2 9 / 3 to log2 9 / 3 for every window', () => {
    const edge = Math.log2(9) / 3;
    expect(numbersOf(logSpacedCoordinates([2, 2], 0))).toEqual([-edge, -edge, -edge, 0, -edge, edge, 0, -edge, 0, 0, 0, edge, edge, -edge, edge, 0, edge, edge]);
  });

  it('is scaled by the pretrained window where there is one', () => {
    // Window 2, pretrained 5: the offset 1 becomes 1/4 · 8 = 2, then log2 3 / 3.
    expect(numbersOf(logSpacedCoordinates([2, 2], 5)).slice(0, 2)).toEqual([-Math.log2(3) / 3, -Math.log2(3) / 3]);
  });
});
