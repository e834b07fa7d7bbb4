import {
  abs, add, ceil, cos, div, erf, exp, floor, gelu, log, maximum, minimum, mul, neg, pow, reciprocal, relu, round, sigmoid, sign, sin, softplus, sqrt, stopGradient, sub, tanh,
} from '../../../../src/domain/graph/operations.js';
import { operatorCase } from '../operator-case.js';
import { float, int } from '../values.js';

const LN3 = Math.log(3);

/** Values of erf, Φ, tanh and logarithms: Abramowitz and Stegun, tables 4.2, 4.17, 7.1 and 26.1, continued to 16 digits with mpmath. */
export const elementwiseCases = {
  Abs: [operatorCase('drops the sign', [float([-1.5, 0, 2])], abs, float([1.5, 0, 2]))],
  Add: [
    operatorCase('broadcasts a row over the rows of a matrix', [float([[1, 2], [3, 4]]), float([10, 20])], add, float([[11, 22], [13, 24]])),
    operatorCase('broadcasts both operands', [float([[1], [2]]), float([10, 20, 30])], add, float([[11, 21, 31], [12, 22, 32]])),
    operatorCase('adds scalars', [float(2), float(3)], add, float(5)),
    operatorCase('adds integers', [int([1, -2]), int([3, 4])], add, int([4, 2])),
    operatorCase('keeps a tensor without elements', [float([], [0, 3]), float([1, 2, 3])], add, float([], [0, 3])),
  ],
  Ceil: [operatorCase('goes up', [float([-1.5, -1, 0.25, 2])], ceil, float([-1, -1, 1, 2]))],
  Cos: [operatorCase('takes radians', [float([0, Math.PI / 3, Math.PI])], cos, float([1, 0.5, -1]))],
  Div: [
    operatorCase('divides', [float([6, -7, 1]), float([2, 2, 4])], div, float([3, -3.5, 0.25])),
    operatorCase('cuts integer quotients towards zero', [int([7, -7]), int([2, 2])], div, int([3, -3])),
  ],
  Erf: [operatorCase('is the error function', [float([0, 0.5, 1, -1, 3])], erf, float([0, 0.5204998778130465, 0.8427007929497149, -0.8427007929497149, 0.9999779095030014]))],
  Exp: [operatorCase('is e to the power', [float([0, 1, -1, -200])], exp, float([1, 2.718281828459045, 0.36787944117144233, 0]))],
  Floor: [operatorCase('goes down', [float([-1.5, -1, 0.25, 2])], floor, float([-2, -1, 0, 2]))],
  Gelu: [operatorCase('is x times the normal distribution function', [float([0, 1, -1, 2, -30])], gelu, float([0, 0.8413447460685429, -0.15865525393145707, 1.9544997361036416, 0]))],
  Log: [operatorCase('is the natural logarithm', [float([1, 2, 10])], log, float([0, 0.6931471805599453, 2.302585092994046]))],
  Max: [
    operatorCase('takes the larger', [float([[1, 5], [7, 0]]), float([3, 2])], maximum, float([[3, 5], [7, 2]])),
    operatorCase('takes the larger integer', [int([1, -5]), int(-2)], maximum, int([1, -2])),
  ],
  Min: [operatorCase('takes the smaller', [float([[1, 5], [7, 0]]), float([3, 2])], minimum, float([[1, 2], [3, 0]]))],
  Mul: [
    operatorCase('broadcasts a column', [float([[1, 2], [3, 4]]), float([[10], [100]])], mul, float([[10, 20], [300, 400]])),
    operatorCase('multiplies integers', [int([3, -2]), int([5, 6])], mul, int([15, -12])),
  ],
  Neg: [operatorCase('changes the sign', [float([1, -2])], neg, float([-1, 2])), operatorCase('changes the sign of integers', [int([1, -2])], neg, int([-1, 2]))],
  Pow: [
    operatorCase('raises each to its own power', [float([2, 3, 4, 1]), float([3, 2, 0.5, -7])], pow, float([8, 9, 2, 1])),
    operatorCase('keeps the sign of a negative base under an odd power', [float([-2, 3])], (x) => pow(x, 3), float([-8, 27])),
  ],
  Reciprocal: [operatorCase('is one over x', [float([2, -4, 0.5])], reciprocal, float([0.5, -0.25, 2]))],
  Relu: [operatorCase('cuts negatives', [float([-1, 0, 2])], relu, float([0, 0, 2]))],
  Round: [operatorCase('rounds halves to even', [float([-2.5, -1.5, 0.5, 1.5, 2.5, 2.25, -2.75])], (x) => add(round(x), 0), float([-2, -2, 0, 2, 2, 2, -3]))],
  Sigmoid: [operatorCase('saturates without overflow', [float([0, LN3, -LN3, 200, -200])], sigmoid, float([0.5, 0.75, 0.25, 1, 0]))],
  Sign: [operatorCase('is −1, 0 or 1', [float([-3, 0, 0.5])], sign, float([-1, 0, 1]))],
  Sin: [operatorCase('takes radians', [float([0, Math.PI / 6, -Math.PI / 2])], sin, float([0, 0.5, -1]))],
  Softplus: [operatorCase('is ln(1 + e^x) without overflow', [float([0, 1, -1, 200, -200])], softplus, float([0.6931471805599453, 1.3132616875182228, 0.31326168751822286, 200, 0]))],
  Sqrt: [operatorCase('is the square root', [float([0, 2, 9])], sqrt, float([0, 1.4142135623730951, 3]))],
  StopGradient: [operatorCase('hands on the numbers', [float([1, -2])], stopGradient, float([1, -2]))],
  Sub: [operatorCase('takes b from a', [float([[5], [1]]), float([1, 2])], sub, float([[4, 3], [0, -1]])), operatorCase('subtracts integers', [int([5, 1]), int([7, 1])], sub, int([-2, 0]))],
  Tanh: [operatorCase('saturates', [float([0, 1, -1, 50])], tanh, float([0, 0.7615941559557649, -0.7615941559557649, 1]))],
};
