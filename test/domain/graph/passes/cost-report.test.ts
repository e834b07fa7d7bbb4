import { describe, expect, it } from 'vitest';
import { gradients } from '../../../../src/domain/graph/gradients.js';
import { buildGraph } from '../../../../src/domain/graph/graph.js';
import { constant, input, Scope } from '../../../../src/domain/graph/leaves.js';
import { add, matmul, mul, reduceSum, relu, reshape, slice, swapLast, transpose } from '../../../../src/domain/graph/operations.js';
import { costReport, isModuleWeight } from '../../../../src/domain/graph/passes/cost-report.js';
import { linear } from '../../../../src/domain/layers/linear.js';

const firstSegment = (name: string | undefined): string => name?.split('.')[0] ?? 'inputs';
const options = { partOf: firstSegment, isLayerWeight: isModuleWeight };

describe('costReport', () => {
  it('counts a linear layer once, under the part of its weight', () => {
    const scope = Scope.root((name) => name.startsWith('b.'));
    const y = linear(scope.child('b'), linear(scope.child('a'), input('x', [5, 3]), 4), 2);
    const { parts, total } = costReport(buildGraph({ y }), options);
    expect(parts.get('a')).toEqual({ parameters: 16, trainableParameters: 0, parameterTensors: 2, variableBytes: 64, layerMultiplyAdds: 60, constantMultiplyAdds: 0, multiplyAdds: 60, activationBytes: 160 });
    expect(parts.get('b')).toEqual({ parameters: 10, trainableParameters: 10, parameterTensors: 2, variableBytes: 40, layerMultiplyAdds: 40, constantMultiplyAdds: 0, multiplyAdds: 40, activationBytes: 80 });
    expect([total.parameters, total.multiplyAdds]).toEqual([26, 100]);
  });

  it('finds a layer weight behind slices, transposes and products with tables', () => {
    const weight = Scope.root().child('layer').parameter('weight', [6, 4], { kind: 'constant', value: 1 });
    const masked = mul(reshape(transpose(slice(weight, 0, 0, 3), [1, 0]), [4, 3]), constant(2));
    const { total } = costReport(buildGraph({ y: matmul(input('x', [7, 4]), masked) }), options);
    expect(total.layerMultiplyAdds).toBe(7 * 4 * 3);
  });

  it('counts products of activations, of other parameters and of constants apart from layers', () => {
    const scope = Scope.root();
    const tokens = scope.child('adapter').parameter('my_tokens', [2, 4], { kind: 'constant', value: 1 });
    const hidden = linear(scope.child('first'), input('x', [5, 4]), 4);
    const y = matmul(matmul(tokens, swapLast(hidden)), matmul(constant(new Float32Array(10), [5, 2]), constant(new Float32Array(6), [2, 3])));
    const { total, parts } = costReport(buildGraph({ y }), options);
    expect(total).toMatchObject({ layerMultiplyAdds: 80, constantMultiplyAdds: 2 * 5 * 3 + 5 * 2 * 3, multiplyAdds: 80 + 2 * 4 * 5 + 2 * 5 * 3 + 5 * 2 * 3 });
    expect(parts.get('adapter')).toMatchObject({ layerMultiplyAdds: 0, multiplyAdds: 40 + 30 });
    expect(parts.get('inputs')?.multiplyAdds).toBe(30);
  });

  it('counts the products of a gradient too', () => {
    const scope = Scope.root();
    const x = input('x', [5, 3]);
    const y = linear(scope, x, 4, { bias: false });
    const [slope] = gradients(reduceSum(y), [x]);
    if (slope === undefined) throw new Error('the output depends on x');
    expect(costReport(buildGraph({ y, slope }), { ...options, partOf: () => 'all' }).total.layerMultiplyAdds).toBe(2 * 5 * 3 * 4);
  });

  it('frees an intermediate after its last use and gives a reshape no memory of its own', () => {
    const x = input('x', [10]);
    const a = relu(x);
    const b = relu(reshape(a, [2, 5]));
    const c = add(b, reshape(a, [2, 5]));
    const d = relu(c);
    // 40 bytes each: a and b are alive when c is made (120); d needs c alone.
    expect(costReport(buildGraph({ d }), options).activations).toEqual({ sum: 160, peak: 120 });
    expect(costReport(buildGraph({ a, d }), options).activations.peak).toBe(120);
    expect(costReport(buildGraph({ a, b, d }), options).activations.peak).toBe(160);
  });
});
