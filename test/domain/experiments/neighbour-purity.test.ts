import { describe, expect, it } from 'vitest';
import { neighbourPurity } from '../../../src/domain/experiments/neighbour-purity.js';

describe('neighbourPurity', () => {
  it('is 100 % where classes are apart, and 0 % where each lies among the other', () => {
    expect(neighbourPurity([[0], [1], [10], [11]], [0, 0, 1, 1], ['a', 'b', 'c', 'd'], 1)).toBe(100);
    expect(neighbourPurity([[0], [1], [10], [11]], [0, 1, 0, 1], ['a', 'b', 'c', 'd'], 1)).toBe(0);
  });

  it('counts no second of the same clip as a neighbour', () => {
    expect(neighbourPurity([[0], [0.1], [1], [1.1]], [0, 0, 1, 1], ['a', 'a', 'b', 'b'], 1)).toBe(0);
    expect(neighbourPurity([[0], [1]], [0, 0], ['a', 'a'])).toBeUndefined();
  });
});
