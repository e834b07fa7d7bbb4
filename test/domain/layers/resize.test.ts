import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constant } from '../../../src/domain/graph/leaves.js';
import { resize, resizeMatrix, type ResizeRule } from '../../../src/domain/layers/resize.js';
import { evaluate } from '../encoders/evaluate.js';

const rules = fc.record<ResizeRule>({ mode: fc.constantFrom('nearest', 'linear', 'cubic'), coordinates: fc.constantFrom('half_pixel', 'align_corners', 'asymmetric') });
const sizes = fc.integer({ min: 1, max: 12 });

describe('resizeMatrix', () => {
  it('has rows that sum to 1, so that a constant picture stays constant', () => {
    fc.assert(
      fc.property(sizes, sizes, rules, (inputs, outputs, rule) => {
        const matrix = resizeMatrix(inputs, outputs, rule);
        for (let row = 0; row < outputs; row++) {
          const sum = matrix.subarray(row * inputs, (row + 1) * inputs).reduce((total, weight) => total + weight, 0);
          expect(sum).toBeCloseTo(1, 10);
        }
      }),
    );
  });

  it('is the identity for equal sizes', () => {
    fc.assert(
      fc.property(sizes, rules, (size, rule) => {
        const identity = Array.from({ length: size * size }, (_, k) => (k % (size + 1) === 0 ? 1 : 0));
        resizeMatrix(size, size, rule).forEach((weight, k) => expect(weight).toBeCloseTo(identity[k], 10));
      }),
    );
  });

  it('halves two elements into their mean, by half-pixel centres', () => {
    expect([...resizeMatrix(2, 1, { mode: 'linear', coordinates: 'half_pixel' })]).toEqual([0.5, 0.5]);
  });
});

describe('resize', () => {
  it('resizes any axis, the last one included', async () => {
    const x = constant([0, 10, 20, 30], [2, 2]);
    const y = resize(x, [3, 3], { mode: 'linear', coordinates: 'align_corners' });
    expect((await evaluate({ y }))['y']).toEqual([0, 5, 10, 10, 15, 20, 20, 25, 30]);
  });
});
