import { gemm, matmul } from '../../../../src/domain/graph/operations.js';
import { operatorCase } from '../operator-case.js';
import { float } from '../values.js';

const a = float([[1, 2, 3], [4, 5, 6]]);
const aTransposed = float([[1, 4], [2, 5], [3, 6]]);
const b = float([[1, 0], [0, 1], [1, 1]]);
const bTransposed = float([[1, 0, 1], [0, 1, 1]]);
const product = float([[4, 5], [10, 11]]);

export const productCases = {
  Gemm: [
    operatorCase('multiplies matrices', [a, b], (x, y) => gemm(x, y), product),
    operatorCase('transposes the left one', [aTransposed, b], (x, y) => gemm(x, y, { transposeA: true }), product),
    operatorCase('transposes the right one', [a, bTransposed], (x, y) => gemm(x, y, { transposeB: true }), product),
    operatorCase('transposes both', [aTransposed, bTransposed], (x, y) => gemm(x, y, { transposeA: true, transposeB: true }), product),
  ],
  MatMul: [
    operatorCase('multiplies batch by batch', [float([[[1, 2]], [[3, 4]]]), float([[[1], [1]], [[10], [1]]])], matmul, float([[[3]], [[34]]])),
    operatorCase('shares a matrix with the whole batch', [float([[[1, 2]], [[3, 4]]]), float([[1, 0], [0, 10]])], matmul, float([[[1, 20]], [[3, 40]]])),
    operatorCase('broadcasts batch axes of both operands', [float([[[[1]], [[2]]]]), float([[[[1, 10]]], [[[3, 30]]]])], matmul, float([[[[1, 10]], [[2, 20]]], [[[3, 30]], [[6, 60]]]])),
  ],
};
