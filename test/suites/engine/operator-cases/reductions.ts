import { argMax, reduceMax, reduceProd, reduceSum } from '../../../../src/domain/graph/operations.js';
import { operatorCase } from '../operator-case.js';
import { float, int } from '../values.js';

const cube = float([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]);

export const reductionCases = {
  ArgMax: [
    operatorCase('gives the first index on ties', [float([[1, 5, 5], [7, 2, 7]])], (x) => argMax(x, 1), int([1, 0])),
    operatorCase('keeps the axis when asked', [float([[1, 5], [7, 2]])], (x) => argMax(x, 0, true), int([[1, 0]])),
    operatorCase('works on integers', [int([3, 9, 9])], (x) => argMax(x, -1), int(1)),
  ],
  ReduceMax: [
    operatorCase('reduces an inner axis', [cube], (x) => reduceMax(x, [1]), float([[3, 4], [7, 8]])),
    operatorCase('keeps axes when asked', [float([[-3, -1], [-2, -5]])], (x) => reduceMax(x, [-1], true), float([[-1], [-2]])),
    operatorCase('reduces integers', [int([[1, -4], [0, 9]])], (x) => reduceMax(x, [0]), int([1, 9])),
  ],
  ReduceProd: [operatorCase('multiplies over axes', [cube], (x) => reduceProd(x, [0, 2]), float([60, 672])), operatorCase('reduces to a scalar', [float([2, 3, 4])], (x) => reduceProd(x), float(24))],
  ReduceSum: [
    operatorCase('sums over outer and inner axis', [cube], (x) => reduceSum(x, [0, 2]), float([14, 22])),
    operatorCase('keeps axes when asked', [cube], (x) => reduceSum(x, [-1, 0], true), float([[[14], [22]]])),
    operatorCase('sums all to a scalar', [cube], (x) => reduceSum(x), float(36)),
    operatorCase('sums integers', [int([[1, 2], [3, 4]])], (x) => reduceSum(x, [0]), int([4, 6])),
    operatorCase('gives 0 for an axis without elements', [float([], [2, 0])], (x) => reduceSum(x, [1]), float([0, 0])),
  ],
};
