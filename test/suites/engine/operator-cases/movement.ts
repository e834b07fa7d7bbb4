import { concat, expand, pad, reshape, slice, transpose } from '../../../../src/domain/graph/operations.js';
import { operatorCase } from '../operator-case.js';
import { bool, float, int } from '../values.js';

const cube = float([[[1, 2], [3, 4], [5, 6]]]);

export const movementCases = {
  Concat: [
    operatorCase('joins rows', [float([[1, 2]]), float([[3, 4], [5, 6]])], (a, b) => concat([a, b], 0), float([[1, 2], [3, 4], [5, 6]])),
    operatorCase('joins three along the last axis', [float([[1], [2]]), float([[3, 4], [5, 6]]), float([[7], [8]])], (a, b, c) => concat([a, b, c], -1), float([[1, 3, 4, 7], [2, 5, 6, 8]])),
    operatorCase('joins integers', [int([1]), int([2, 3])], (a, b) => concat([a, b], 0), int([1, 2, 3])),
  ],
  Expand: [
    operatorCase('repeats an axis of size 1', [float([[1], [2]])], (x) => expand(x, [2, 3]), float([[1, 1, 1], [2, 2, 2]])),
    operatorCase('adds axes and keeps an axis where the shape says 1', [float([[1], [2]])], (x) => expand(x, [2, 1, 2]), float([[[1, 1], [2, 2]], [[1, 1], [2, 2]]])),
    operatorCase('repeats a boolean scalar', [bool(1)], (x) => expand(x, [2]), bool([1, 1])),
  ],
  Pad: [
    operatorCase('adds a value before and after', [float([1, 2])], (x) => pad(x, [1], [2], 9), float([9, 1, 2, 9, 9])),
    operatorCase('pads two axes', [float([[1, 2]])], (x) => pad(x, [1, 0], [0, 1], 0), float([[0, 0, 0], [1, 2, 0]])),
  ],
  Reshape: [
    operatorCase('keeps row-major order', [float([[1, 2, 3], [4, 5, 6]])], (x) => reshape(x, [3, 2]), float([[1, 2], [3, 4], [5, 6]])),
    operatorCase('makes a scalar', [float([[7]])], (x) => reshape(x, []), float(7)),
    operatorCase('moves integers and booleans', [int([1, 2]), bool([0, 1])], (a, b) => [reshape(a, [2, 1]), reshape(b, [1, 2])], int([[1], [2]]), bool([[0, 1]])),
  ],
  Slice: [
    operatorCase('takes a range of rows', [float([[1, 2], [3, 4], [5, 6]])], (x) => slice(x, 0, 1, 3), float([[3, 4], [5, 6]])),
    operatorCase('takes a range along the last axis', [cube], (x) => slice(x, -1, 1, 2), float([[[2], [4], [6]]])),
    operatorCase('slices integers', [int([1, 2, 3])], (x) => slice(x, 0, 0, 2), int([1, 2])),
  ],
  Transpose: [
    operatorCase('exchanges two axes', [float([[1, 2, 3], [4, 5, 6]])], (x) => transpose(x, [1, 0]), float([[1, 4], [2, 5], [3, 6]])),
    operatorCase('turns three axes', [cube], (x) => transpose(x, [2, 0, 1]), float([[[1, 3, 5]], [[2, 4, 6]]])),
  ],
};
