import { constant } from '../../../src/domain/graph/leaves.js';
import * as g from '../../../src/domain/graph/operations.js';
import type { OperatorName } from '../../../src/domain/graph/operators/table.js';
import { elementCount } from '../../../src/domain/graph/shapes.js';
import type { Shape, Tensor, TensorValue } from '../../../src/domain/graph/tensor.js';
import { bool, int } from '../../suites/engine/values.js';

export interface GradientCase {
  readonly of: string;
  readonly operands: readonly TensorValue[];
  readonly build: (...operands: Tensor[]) => readonly Tensor[];
}

const gradientCase = (of: string, operands: readonly TensorValue[], build: (...operands: Tensor[]) => Tensor | readonly Tensor[]): GradientCase => ({ of, operands, build: (...tensors) => [build(...tensors)].flat() });

/** Different numbers within ±1.5, none near 0, no two equal. */
const some = (shape: Shape, seed = 0): TensorValue => ({
  dtype: 'float32',
  shape,
  data: Float64Array.from({ length: elementCount(shape) }, (_, i) => (i % 2 === 0 ? 1 : -1) * (0.2 + 1.3 * Math.abs(Math.sin(1.7 * i + seed + 0.4)))),
});
const positive = (shape: Shape, seed = 0): TensorValue => ({ ...some(shape, seed), data: some(shape, seed).data.map(Math.abs) });

const unary = (build: (x: Tensor) => Tensor): GradientCase[] => [gradientCase('a matrix', [some([2, 3])], build), gradientCase('a scalar', [some([], 1)], build)];
const unaryPositive = (build: (x: Tensor) => Tensor): GradientCase[] => [gradientCase('positive numbers', [positive([2, 3])], build)];
const binary = (build: (a: Tensor, b: Tensor) => Tensor): GradientCase[] => [
  gradientCase('equal shapes', [some([2, 3]), some([2, 3], 1)], build),
  gradientCase('a row on the right', [some([2, 3]), some([3], 1)], build),
  gradientCase('a column on the left', [some([2, 1]), some([2, 3], 1)], build),
  gradientCase('both broadcast', [some([2, 1, 2]), some([3, 1], 1)], build),
  gradientCase('a scalar', [some([2]), some([], 1)], build),
];

/** What is differentiated numerically: all operators with a gradient rule, with every attribute that changes the rule. */
export const gradientCases: Readonly<Partial<Record<OperatorName, readonly GradientCase[]>>> = {
  Abs: unary(g.abs),
  Add: binary(g.add),
  Concat: [
    gradientCase('rows', [some([1, 2]), some([2, 2], 1)], (a, b) => g.concat([a, b], 0)),
    gradientCase('three columns, one of them twice', [some([2, 1]), some([2, 2], 1)], (a, b) => g.concat([a, b, a], -1)),
  ],
  Conv: [
    gradientCase('one axis', [some([2, 2, 5]), some([3, 2, 2], 1)], (x, w) => g.conv(x, w)),
    gradientCase('a stride that leaves a rest, asymmetric pads', [some([1, 2, 6]), some([2, 2, 3], 1)], (x, w) => g.conv(x, w, { strides: [2], begins: [2], ends: [0] })),
    gradientCase('dilation and stride', [some([1, 1, 9]), some([2, 1, 3], 1)], (x, w) => g.conv(x, w, { strides: [3], dilations: [2], begins: [1], ends: [1] })),
    gradientCase('groups', [some([2, 4, 4]), some([6, 2, 2], 1)], (x, w) => g.conv(x, w, { groups: 2 })),
    gradientCase('two axes with everything', [some([2, 4, 5, 4]), some([2, 2, 2, 3], 1)], (x, w) => g.conv(x, w, { strides: [2, 1], begins: [1, 0], ends: [0, 2], dilations: [1, 2], groups: 2 })),
    gradientCase('patches', [some([1, 2, 5, 4]), some([3, 2, 2, 2], 1)], (x, w) => g.conv(x, w, { strides: [2, 2] })),
  ],
  ConvTranspose: [
    gradientCase('one axis', [some([2, 2, 3]), some([2, 3, 2], 1)], (x, w) => g.convTranspose(x, w)),
    gradientCase('stride, pads and output padding', [some([1, 2, 3]), some([2, 1, 3], 1)], (x, w) => g.convTranspose(x, w, { strides: [2], begins: [1], ends: [1], outputPadding: [1] })),
    gradientCase('dilation', [some([1, 1, 3]), some([1, 2, 2], 1)], (x, w) => g.convTranspose(x, w, { dilations: [2] })),
    gradientCase('groups over two axes', [some([2, 4, 2, 3]), some([4, 1, 2, 2], 1)], (x, w) => g.convTranspose(x, w, { groups: 2, strides: [1, 2], begins: [0, 1], ends: [1, 0] })),
  ],
  Cos: unary(g.cos),
  Div: binary(g.div),
  Erf: unary(g.erf),
  Exp: unary(g.exp),
  Expand: [
    gradientCase('an axis of size 1', [some([2, 1])], (x) => g.expand(x, [2, 3])),
    gradientCase('new axes', [some([2, 1])], (x) => g.expand(x, [3, 1, 2])),
    gradientCase('a scalar', [some([])], (x) => g.expand(x, [2, 2])),
  ],
  Gather: [
    gradientCase('rows, some of them twice', [some([3, 2]), int([2, 0, 2])], (x, indices) => g.gather(x, indices, 0)),
    gradientCase('indices of two axes in the middle', [some([2, 3, 2]), int([[0, 2], [2, 2]])], (x, indices) => g.gather(x, indices, 1)),
    gradientCase('a scalar index', [some([2, 3]), int(1)], (x, index) => g.gather(x, index, -1)),
    gradientCase('a constant permutation', [some([2, 3])], (x) => g.take(x, [2, 0, 1], 1)),
    gradientCase('constant indices that are no permutation', [some([3, 2])], (x) => g.take(x, [1, 1, -1], 0)),
  ],
  Gelu: unary(g.gelu),
  Gemm: [
    gradientCase('two matrices', [some([2, 3]), some([3, 4], 1)], (a, b) => g.gemm(a, b)),
    gradientCase('a transposed left matrix', [some([3, 2]), some([3, 4], 1)], (a, b) => g.gemm(a, b, { transposeA: true })),
    gradientCase('a transposed right matrix', [some([2, 3]), some([4, 3], 1)], (a, b) => g.gemm(a, b, { transposeB: true })),
    gradientCase('two transposed matrices', [some([3, 2]), some([4, 3], 1)], (a, b) => g.gemm(a, b, { transposeA: true, transposeB: true })),
    gradientCase('two vectors', [some([3]), some([3], 1)], g.matmul),
  ],
  LayerNormalization: [gradientCase('rows', [some([2, 2, 4]), some([4], 1), some([4], 2)], (x, scale, bias) => g.layerNormalization(x, scale, bias, 1e-3))],
  Log: unaryPositive(g.log),
  LogSoftmax: [gradientCase('last axis', [some([2, 3])], (x) => g.logSoftmax(x, -1)), gradientCase('first axis', [some([3, 2])], (x) => g.logSoftmax(x, 0))],
  MatMul: [
    gradientCase('a batch', [some([2, 2, 3]), some([2, 3, 2], 1)], g.matmul),
    gradientCase('a matrix shared by the batch', [some([2, 2, 3]), some([3, 2], 1)], g.matmul),
    gradientCase('a matrix on the left', [some([2, 3]), some([2, 3, 2], 1)], g.matmul),
    gradientCase('two broadcast batches', [some([2, 1, 1, 2]), some([3, 2, 2], 1)], g.matmul),
    gradientCase('a vector on the right', [some([2, 2, 3]), some([3], 1)], g.matmul),
    gradientCase('a vector on the left', [some([3]), some([2, 3, 2], 1)], g.matmul),
  ],
  Max: binary(g.maximum),
  Min: binary(g.minimum),
  Mul: binary(g.mul),
  Neg: unary(g.neg),
  Pad: [gradientCase('two axes', [some([2, 3])], (x) => g.pad(x, [1, 0], [0, 2], 0.5))],
  Pow: [
    gradientCase('positive bases', [positive([2, 3]), some([3], 1)], (a, b) => g.pow(a, b)),
    gradientCase('negative bases under a constant exponent', [some([2, 3])], (a) => g.pow(a, 3)),
    gradientCase('an exponent alone', [some([2])], (b) => g.pow(constant([2, 3]), b)),
  ],
  Reciprocal: unary(g.reciprocal),
  ReduceMax: [gradientCase('an axis', [some([2, 3, 2])], (x) => g.reduceMax(x, [1])), gradientCase('kept axes', [some([2, 3])], (x) => g.reduceMax(x, [0, 1], true))],
  ReduceProd: [gradientCase('an axis', [some([2, 3, 2])], (x) => g.reduceProd(x, [1])), gradientCase('all', [some([2, 2])], (x) => g.reduceProd(x))],
  ReduceSum: [
    gradientCase('inner and outer axis', [some([2, 3, 2])], (x) => g.reduceSum(x, [0, -1])),
    gradientCase('kept axes', [some([2, 3])], (x) => g.reduceSum(x, [1], true)),
    gradientCase('all', [some([2, 3])], (x) => g.reduceSum(x)),
  ],
  Relu: unary(g.relu),
  Reshape: [gradientCase('a matrix', [some([2, 3])], (x) => g.reshape(x, [3, 2])), gradientCase('to a scalar', [some([1, 1])], (x) => g.reshape(x, []))],
  ScatterND: [
    gradientCase('added, one place twice', [some([4]), int([[1], [3], [1]]), some([3], 1)], (x, i, u) => g.scatterNd(x, i, u, 'add')),
    gradientCase('written rows', [some([3, 2]), int([[2], [0]]), some([2, 2], 1)], (x, i, u) => g.scatterNd(x, i, u, 'none')),
    gradientCase('index pairs', [some([2, 3, 2]), int([[1, 2], [0, 1]]), some([2, 2], 1)], (x, i, u) => g.scatterNd(x, i, u, 'add')),
  ],
  Sigmoid: unary(g.sigmoid),
  Sin: unary(g.sin),
  Slice: [gradientCase('rows', [some([4, 2])], (x) => g.slice(x, 0, 1, 3)), gradientCase('a negative axis', [some([2, 2, 3])], (x) => g.slice(x, -1, 0, 2))],
  Softmax: [gradientCase('last axis', [some([2, 3])], (x) => g.softmax(x, -1)), gradientCase('middle axis', [some([2, 3, 2])], (x) => g.softmax(x, 1))],
  Softplus: unary(g.softplus),
  Sqrt: unaryPositive(g.sqrt),
  Sub: binary(g.sub),
  Tanh: unary(g.tanh),
  TopK: [gradientCase('largest along the last axis', [some([2, 4])], (x) => g.topK(x, 2, -1)), gradientCase('smallest along the first axis', [some([4, 2])], (x) => g.topK(x, 3, 0, false))],
  Transpose: [gradientCase('three axes', [some([2, 3, 2])], (x) => g.transpose(x, [2, 0, 1]))],
  Where: [
    gradientCase('equal shapes', [bool([[1, 0], [0, 1]]), some([2, 2]), some([2, 2], 1)], g.where),
    gradientCase('all three broadcast', [bool([[1], [0]]), some([3]), some([2, 1, 1], 1)], g.where),
  ],
};
