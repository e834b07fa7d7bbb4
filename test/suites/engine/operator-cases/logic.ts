import { and, cast, equal, greater, less, not, where } from '../../../../src/domain/graph/operations.js';
import { operatorCase } from '../operator-case.js';
import { bool, float, int } from '../values.js';

export const logicCases = {
  And: [operatorCase('is the truth table', [bool([1, 1, 0, 0]), bool([1, 0, 1, 0])], and, bool([1, 0, 0, 0])), operatorCase('broadcasts', [bool([[1], [0]]), bool([1, 0])], and, bool([[1, 0], [0, 0]]))],
  Cast: [
    operatorCase('cuts floats towards zero', [float([-2.75, -0.5, 0.5, 2.75])], (x) => cast(x, 'int32'), int([-2, 0, 0, 2])),
    operatorCase('makes every float but zero true', [float([0, 0.5, -3])], (x) => cast(x, 'bool'), bool([0, 1, 1])),
    operatorCase('makes every integer but zero true', [int([0, 5, -256])], (x) => cast(x, 'bool'), bool([0, 1, 1])),
    operatorCase('makes booleans 0 and 1', [bool([0, 1])], (x) => [cast(x, 'float32'), cast(x, 'int32')], float([0, 1]), int([0, 1])),
    operatorCase('makes integers floats', [int([-3, 7])], (x) => cast(x, 'float32'), float([-3, 7])),
  ],
  Equal: [
    operatorCase('compares floats', [float([1, 2, 3]), float([1, 0, 3])], equal, bool([1, 0, 1])),
    operatorCase('compares integers, broadcast', [int([[1], [2]]), int([1, 2])], equal, bool([[1, 0], [0, 1]])),
  ],
  Greater: [operatorCase('is strict', [float([1, 2, 3]), float(2)], greater, bool([0, 0, 1])), operatorCase('compares integers', [int([-1, 2]), int([-2, 2])], greater, bool([1, 0]))],
  Less: [operatorCase('is strict', [float([1, 2, 3]), float(2)], less, bool([1, 0, 0])), operatorCase('compares integers', [int([-3, 2]), int([-2, 2])], less, bool([1, 0]))],
  Not: [operatorCase('negates', [bool([1, 0])], not, bool([0, 1]))],
  Where: [
    operatorCase('chooses, all three broadcast', [bool([[1], [0]]), float([1, 2]), float(9)], where, float([[1, 2], [9, 9]])),
    operatorCase('chooses integers', [bool([1, 0]), int([1, 2]), int([3, 4])], where, int([1, 4])),
  ],
};
