import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { broadcastShapes, elementCount, formatShape, normaliseAxes, normaliseAxis, reducedShape, sameShape, stridesOf } from '../../../src/domain/graph/shapes.js';
import type { Shape } from '../../../src/domain/graph/tensor.js';

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
/** A shape and two operands that broadcast into it. */
const compatible = shapes.chain((target) => {
  const operand = fc.tuple(fc.nat({ max: target.length }), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 })).map(([drop, ones]) => target.map((size, axis) => (ones[axis] ? 1 : size)).slice(drop));
  return fc.tuple(operand, operand, operand);
});
const broadcastable = (a: Shape, b: Shape): boolean => {
  try {
    broadcastShapes(a, b);
    return true;
  } catch (fault) {
    expect(fault).toBeInstanceOf(Error);
    return false;
  }
};

describe('broadcastShapes', () => {
  it.each([
    [[2, 3], [3], [2, 3]],
    [[2, 1], [1, 3], [2, 3]],
    [[], [4], [4]],
    [[0, 3], [1], [0, 3]],
    [[8, 1, 6, 1], [7, 1, 5], [8, 7, 6, 5]],
  ])('%j with %j is %j (numpy, "general broadcasting rules")', (a, b, expected) => {
    expect(broadcastShapes(a, b)).toEqual(expected);
  });

  it('names the axis, counted from the end, and both sizes', () => {
    expect(() => broadcastShapes([2, 3, 4], [5, 4])).toThrow('axis -2 does not broadcast: 3 against 5');
  });

  it('does not stretch an axis of size 0 or to size 0', () => {
    expect(() => broadcastShapes([0], [2])).toThrow('axis -1');
  });

  it('is commutative', () => {
    fc.assert(fc.property(shapes, shapes, (a, b) => {
      fc.pre(broadcastable(a, b));
      expect(broadcastShapes(a, b)).toEqual(broadcastShapes(b, a));
    }));
  });

  it('refuses in both orders or in none', () => {
    fc.assert(fc.property(shapes, shapes, (a, b) => {
      expect(broadcastable(a, b)).toBe(broadcastable(b, a));
    }));
  });

  it('is associative', () => {
    fc.assert(fc.property(compatible, ([a, b, c]) => {
      expect(broadcastShapes(broadcastShapes(a, b), c)).toEqual(broadcastShapes(a, broadcastShapes(b, c)));
    }));
  });

  it('leaves a shape alone against itself and against a scalar', () => {
    fc.assert(fc.property(shapes, (shape) => {
      expect(broadcastShapes(shape, shape)).toEqual(shape);
      expect(broadcastShapes(shape, [])).toEqual(shape);
    }));
  });

  it('gives a shape that absorbs both operands', () => {
    fc.assert(fc.property(compatible, ([a, b]) => {
      const both = broadcastShapes(a, b);
      expect(broadcastShapes(both, a)).toEqual(both);
      expect(broadcastShapes(both, b)).toEqual(both);
    }));
  });
});

describe('shapes', () => {
  it('count the elements: 1 for a scalar, 0 with an empty axis', () => {
    expect([[], [2, 3], [2, 0]].map(elementCount)).toEqual([1, 6, 0]);
  });

  it('have row-major strides', () => {
    expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
    expect(stridesOf([])).toEqual([]);
  });

  it('are the same only with the same sizes in the same order', () => {
    expect(sameShape([2, 3], [2, 3])).toBe(true);
    expect(sameShape([2, 3], [3, 2])).toBe(false);
    expect(sameShape([2], [2, 1])).toBe(false);
  });

  it('are written in brackets', () => {
    expect([[], [2, 3]].map(formatShape)).toEqual(['[]', '[2, 3]']);
  });
});

describe('normaliseAxis', () => {
  it('counts negative axes from the end', () => {
    expect([0, 2, -1, -3].map((axis) => normaliseAxis(axis, 3))).toEqual([0, 2, 2, 0]);
  });

  it.each([3, -4, 0.5, NaN])('refuses %d in rank 3, naming axis and rank', (axis) => {
    expect(() => normaliseAxis(axis, 3)).toThrow(`axis ${axis} does not exist in rank 3`);
  });

  it('sorts several axes and drops repetitions', () => {
    expect(normaliseAxes([-1, 0, 2], 3)).toEqual([0, 2]);
  });
});

describe('reducedShape', () => {
  it('drops the axes, or keeps them with size 1', () => {
    expect(reducedShape([2, 3, 4], [0, 2], false)).toEqual([3]);
    expect(reducedShape([2, 3, 4], [0, 2], true)).toEqual([1, 3, 1]);
  });
});
