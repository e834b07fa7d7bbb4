import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, type GraphProto } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { lowerGraph } from '../../../../src/adapters/engine/onnxruntime/lower-graph.js';
import { applyOperator } from '../../../../src/domain/graph/apply-operator.js';
import { buildGraph, type Graph } from '../../../../src/domain/graph/graph.js';
import { constant, input, variableTensor } from '../../../../src/domain/graph/leaves.js';
import { add, convTranspose, gemm, mul, relu, scatterNd } from '../../../../src/domain/graph/operations.js';
import type { Operator, Shape, Variable } from '../../../../src/domain/graph/tensor.js';

const aVariable = (name: string, shape: Shape): Variable => ({ name, dtype: 'float32', shape, kind: 'parameter', trainable: true, initialiser: { kind: 'constant', value: 0 } });

function onnxGraph(graph: Graph): GraphProto {
  const model = fromBinary(ModelProtoSchema, lowerGraph(graph).model);
  if (model.graph === undefined) throw new Error('the model has no graph');
  return model.graph;
}

const operatorsOf = (graph: Graph): string[] => onnxGraph(graph).node.map(({ opType }) => opType);

describe('lowerGraph', () => {
  it('states ir version 10 and opset 20', () => {
    const model = fromBinary(ModelProtoSchema, lowerGraph(buildGraph({ y: relu(input('x', [2])) })).model);
    expect(model.irVersion).toBe(10n);
    expect(model.opsetImport.map(({ domain, version }) => [domain, version])).toEqual([['', 20n]]);
  });

  it('keeps its own names apart from inputs that look like them', () => {
    const graph = onnxGraph(buildGraph({ relu_0: relu(add(input('constant_0', [2]), 1)), add_1: mul(input('state:0', [2]), 2) }));
    const made = [...graph.input.map(({ name }) => name), ...graph.initializer.map(({ name }) => name), ...graph.node.flatMap(({ output }) => output)];
    expect(new Set(made).size).toBe(made.length);
  });

  it('copies only where a result has no call of its own to be written by', () => {
    const x = input('x', [2]);
    const doubled = mul(x, 2);
    expect(operatorsOf(buildGraph({ doubled }))).toEqual(['Mul']);
    expect(operatorsOf(buildGraph({ doubled, again: doubled, x }))).toEqual(['Mul', 'Identity', 'Identity']);
  });

  it('gives a row added to a product to Gemm as its third operand', () => {
    const product = gemm(input('x', [3, 2]), input('w', [2, 4]));
    expect(operatorsOf(buildGraph({ y: add(product, input('bias', [4])) }))).toEqual(['Gemm']);
    expect(operatorsOf(buildGraph({ y: add(input('bias', [4]), product) }))).toEqual(['Gemm']);
  });

  it('leaves product and addition apart where the product has another reader or the operand is no row', () => {
    const product = gemm(input('x', [3, 2]), input('w', [2, 4]));
    expect(operatorsOf(buildGraph({ y: add(product, input('bias', [4])), product }))).toEqual(['Gemm', 'Add']);
    expect(operatorsOf(buildGraph({ y: add(product, input('column', [3, 1])) }))).toEqual(['Gemm', 'Add']);
  });

  it('writes a transposed convolution of stride 1 as a convolution, and others as they are', () => {
    const x = input('x', [1, 2, 5]);
    const w = input('w', [2, 3, 3]);
    expect(operatorsOf(buildGraph({ y: convTranspose(x, w) }))).toEqual(['Transpose', 'Slice', 'Conv']);
    expect(operatorsOf(buildGraph({ y: convTranspose(x, w, { strides: [2] }) }))).toEqual(['ConvTranspose']);
  });

  it('never adds at repeated indices with ScatterND, which loses updates in threads', () => {
    const operators = operatorsOf(buildGraph({ y: scatterNd(input('x', [4, 2]), input('indices', [3, 1], 'int32'), input('updates', [3, 2]), 'add') }));
    expect(operators).toContain('ScatterElements');
    expect(operators).not.toContain('ScatterND');
  });

  it('cuts small variables out of one vector and joins their next values, but feeds large ones alone', () => {
    const [a, b, large] = [aVariable('a', [2, 3]), aVariable('b', [4]), aVariable('large', [4096])];
    const updates = [a, b, large].map((variable) => ({ variable, next: add(variableTensor(variable), 1) }));
    const { stores } = lowerGraph(buildGraph({}, updates));
    expect(stores.map(({ shape, variables }) => ({ shape, names: variables.map(({ name }) => name) }))).toEqual([
      { shape: [10], names: ['a', 'b'] },
      { shape: [4096], names: ['large'] },
    ]);
  });

  it('keeps small variables that never change out of the vector that every run writes', () => {
    const [moving, still] = [aVariable('moving', [2]), aVariable('still', [2])];
    const next = add(variableTensor(moving), variableTensor(still));
    const { stores } = lowerGraph(buildGraph({}, [{ variable: moving, next }]));
    expect(stores.map(({ variables, nextPort }) => [variables[0].name, nextPort !== undefined])).toEqual([
      ['moving', true],
      ['still', false],
    ]);
  });

  it('stores constants as single precision', () => {
    const { initializer } = onnxGraph(buildGraph({ y: add(input('x', [2]), constant([1, 2])) }));
    expect([...initializer[0].rawData]).toEqual([0, 0, 128, 63, 0, 0, 0, 64]);
  });

  it('refuses an operator outside the table, naming it', () => {
    const strange: Operator<Record<string, never>> = { name: 'Strange', doc: 'Unknown here.', outputs: ([x]) => [x], gradient: 'none' };
    expect(() => lowerGraph(buildGraph({ y: applyOperator(strange, [input('x', [1])], {})[0] }))).toThrow(/Strange/);
  });
});
