import { describe, expect, it } from 'vitest';
import { constant, input, Scope } from '../../../src/domain/graph/leaves.js';
import { add, and, argMax, concat, conv, convTranspose, exp, gather, gemm, layerNormalization, matmul, pad, reduceSum, reshape, scatterNd, slice, softmax, topK, transpose, where } from '../../../src/domain/graph/operations.js';
import { GraphError, type Shape, type Tensor } from '../../../src/domain/graph/tensor.js';

const x = (shape: Shape): Tensor => input('x', shape);
const int = (shape: Shape): Tensor => input('i', shape, 'int32');
const bool = (shape: Shape): Tensor => input('b', shape, 'bool');

describe('a graph error', () => {
  it('names operator, both shapes, axis and sizes, and the parameter near by', () => {
    const bias = Scope.root().child('visual').child('layers').child(3).parameter('bias', [5], { kind: 'constant', value: 0 });
    const hidden = exp(exp(add(bias, 1)));
    expect(() => add(input('frames', [2, 4]), hidden)).toThrow(GraphError);
    expect(() => add(exp(constant([1, 2, 3, 4])), hidden)).toThrow('Add(float32[4], float32[5]): axis -1 does not broadcast: 4 against 5 (at "visual.layers.3.bias")');
  });

  it('names the inputs near by', () => {
    expect(() => matmul(x([2, 3, 4]), input('y', [5, 6]))).toThrow('MatMul(float32[2, 3, 4], float32[5, 6]): inner axes differ: axis -1 has 4, axis -2 of the second operand 5 (at input "x", input "y")');
  });

  it('goes without a place when only constants are near', () => {
    expect(() => add(constant([1, 2]), constant([1, 2, 3]))).toThrow(/^Add\(float32\[2\], float32\[3\]\): axis -1 does not broadcast: 2 against 3$/);
  });

  it.each<[string, () => unknown, string]>([
    ['Add of two types', () => add(x([2]), int([2])), 'Add(float32[2], int32[2]): operands have different types float32 and int32'],
    ['And of numbers', () => and(x([2]), bool([2])), 'And(float32[2], bool[2]): operands must be bool'],
    ['ArgMax of booleans', () => argMax(bool([2]), 0), 'ArgMax(bool[2]): operand must be a number'],
    ['Concat of other shapes', () => concat([x([2, 3]), x([2, 4])], 0), 'Concat(float32[2, 3], float32[2, 4]): shapes [2, 3] and [2, 4] differ outside axis 0'],
    ['Conv with other channels', () => conv(x([1, 3, 8]), x([4, 2, 3])), 'Conv(float32[1, 3, 8], float32[4, 2, 3]): axis 1 of the operand has 3 channels, the weight wants 2'],
    ['Conv with a kernel beyond the operand', () => conv(x([1, 1, 2]), x([1, 1, 3])), 'kernel reach 3 is larger than axis 2 with its pads'],
    ['ConvTranspose with groups that do not divide', () => convTranspose(x([1, 3, 4]), x([3, 1, 2]), { groups: 2 }), '2 groups do not divide 3 and 2 channels'],
    ['Gather at floats', () => gather(x([2]), constant([0, 1]), 0), 'Gather(float32[2], float32[2]): indices must be int32, are float32'],
    ['Gemm of other inner axes', () => gemm(x([2, 3]), x([2, 3])), 'Gemm(float32[2, 3], float32[2, 3]): inner axes differ: 3 against 2'],
    ['LayerNormalization with another width', () => layerNormalization(x([2, 3]), x([4]), x([3]), 1e-5), 'scale and bias must be [3] for axis -1, got [4]'],
    ['Pad with too few pads', () => pad(x([2, 3]), [1], [1], 0), 'needs one begin and end for each of 2 axes'],
    ['Pad by less than nothing', () => pad(x([2]), [-1], [0], 0), 'pads must not be negative'],
    ['ReduceSum over an axis that is not there', () => reduceSum(x([2, 3]), [2]), 'ReduceSum(float32[2, 3]): axis 2 does not exist in rank 2'],
    ['Reshape to another count', () => reshape(x([2, 3]), [4]), 'Reshape(float32[2, 3]): 6 elements do not fill shape [4]'],
    ['ScatterND with other updates', () => scatterNd(x([4, 2]), int([3, 1]), x([3]), 'add'), 'updates have shape [3], expected [3, 2]'],
    ['Slice beyond the end', () => slice(x([2, 3]), 1, 1, 4), 'Slice(float32[2, 3]): range 1…4 is outside axis 1 of size 3'],
    ['Softmax along an axis that is not there', () => softmax(x([2]), 1), 'Softmax(float32[2]): axis 1 does not exist in rank 1'],
    ['TopK of more than there is', () => topK(x([2, 3]), 4, 1), 'TopK(float32[2, 3]): k 4 does not fit axis 1 of size 3'],
    ['Transpose by no permutation', () => transpose(x([2, 3]), [0, 0]), 'Transpose(float32[2, 3]): [0, 0] is no permutation of the 2 axes'],
    ['Where by a number', () => where(x([2]), x([2]), x([2])), 'condition must be bool, is float32'],
  ])('says what is wrong with %s', (_, build, message) => {
    expect(build).toThrow(GraphError);
    expect(build).toThrow(message);
  });
});

describe('leaves', () => {
  it('refuse a shape with a size that is no natural number', () => {
    expect(() => x([2, -1])).toThrow('shape [2, -1] has a size that is no natural number');
    expect(() => x([1.5])).toThrow(GraphError);
  });

  it('refuse a constant of another count', () => {
    expect(() => constant([1, 2, 3], [2, 2])).toThrow('constant of shape [2, 2] given 3 values');
  });

  it('give one parameter name one shape', () => {
    const scope = Scope.root();
    const first = scope.parameter('weight', [2], { kind: 'constant', value: 0 });
    expect(scope.parameter('weight', [2], { kind: 'constant', value: 0 })).toBe(first);
    expect(() => scope.parameter('weight', [3], { kind: 'constant', value: 0 })).toThrow('parameter "weight" is asked for with shape [3] but exists with [2]');
  });
});
