import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, type GraphProto } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { lowerGraph } from '../../../../src/adapters/engine/onnxruntime/lower-graph.js';
import type { OnnxDialect } from '../../../../src/adapters/engine/onnxruntime/onnx-writer.js';
import { applyOperator } from '../../../../src/domain/graph/apply-operator.js';
import { buildGraph, type Graph } from '../../../../src/domain/graph/graph.js';
import { constant, input } from '../../../../src/domain/graph/leaves.js';
import { add, convTranspose, gemm, matmul, mul, reduceSum, relu, reshape, scatterNd, slice, stopGradient, swapLast } from '../../../../src/domain/graph/operations.js';
import type { Operator } from '../../../../src/domain/graph/tensor.js';

function onnxGraph(graph: Graph, dialect?: OnnxDialect): GraphProto {
  const model = fromBinary(ModelProtoSchema, lowerGraph(graph, 'float32', undefined, dialect).model);
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

  it('cuts a tensor into several pieces with one node, also where pieces are missing', () => {
    const x = input('x', [2, 6]);
    expect(operatorsOf(buildGraph({ a: slice(x, 1, 0, 2), b: slice(x, 1, 2, 6) }))).toEqual(['Split']);
    expect(operatorsOf(buildGraph({ a: slice(x, 1, 4, 6), b: slice(x, 1, 0, 3) }))).toEqual(['Split']);
  });

  it('cuts pieces out one by one where they overlap, lie on different axes or are the smaller part', () => {
    const x = input('x', [2, 6]);
    expect(operatorsOf(buildGraph({ a: slice(x, 1, 0, 3), b: slice(x, 1, 2, 6) }))).toEqual(['Slice', 'Slice']);
    expect(operatorsOf(buildGraph({ a: slice(x, 1, 0, 5), b: slice(x, 0, 0, 1) }))).toEqual(['Slice', 'Slice']);
    expect(operatorsOf(buildGraph({ a: slice(x, 1, 0, 1), b: slice(x, 1, 2, 4) }))).toEqual(['Slice', 'Slice']);
  });

  it('writes no node for the end of a gradient', () => {
    expect(operatorsOf(buildGraph({ y: relu(stopGradient(input('x', [2]))) }))).toEqual(['Relu']);
  });

  it('stores constants as single precision', () => {
    const { initializer } = onnxGraph(buildGraph({ y: add(input('x', [2]), constant([1, 2])) }));
    expect([...initializer[0].rawData]).toEqual([0, 0, 128, 63, 0, 0, 0, 64]);
  });

  describe('for a session of onnxruntime on the CPU', () => {
    const modelOf = (graph: Graph): GraphProto => onnxGraph(graph, 'onnxruntime');
    const nodesOf = (graph: Graph) => modelOf(graph).node.map(({ opType }) => opType).reverse();

    it('lets a batched product exchange axes and multiply by numbers, and leaves out what it did before', () => {
      const [a, b] = [input('a', [2, 3, 4]), input('b', [2, 3, 5])];
      const graph = modelOf(buildGraph({ y: matmul(swapLast(mul(a, 0.5)), b) }));
      expect(graph.node.map(({ opType, domain }) => `${domain}:${opType}`)).toEqual(['com.microsoft:FusedMatMul']);
      expect(Object.fromEntries(graph.node[0].attribute.map(({ name, i, f }) => [name, name === 'alpha' ? f : Number(i)]))).toEqual({ transA: 1, transB: 0, alpha: 0.5 });
    });

    it('keeps an exchanged operand that another node reads', () => {
      const a = swapLast(input('a', [2, 3, 4]));
      expect(nodesOf(buildGraph({ y: matmul(a, input('b', [2, 3, 5])), z: relu(a) }))).toEqual(['Transpose', 'FusedMatMul', 'Relu']);
    });

    it('sums over many rows with a product, and over few or over columns as it is', () => {
      expect(nodesOf(buildGraph({ y: reduceSum(input('x', [64, 16, 8]), [0, 1]) }))).toEqual(['Abs', 'Reshape', 'Gemm', 'Abs', 'Reshape']);
      expect(nodesOf(buildGraph({ y: reduceSum(input('x', [6, 8]), [0]) }))).toEqual(['ReduceSum']);
      expect(nodesOf(buildGraph({ y: reduceSum(input('x', [1024, 8]), [1]) }))).toEqual(['ReduceSum']);
    });

    it('hides every shape', () => {
      const { input: inputs, output } = modelOf(buildGraph({ y: reshape(relu(input('x', [2, 3])), [6]) }));
      expect([...inputs, ...output].map(({ type }) => type?.value.case === 'tensorType' && type.value.value.shape)).toEqual([undefined, undefined]);
    });

    it('stays with operators of the standard in float64', () => {
      const model = fromBinary(ModelProtoSchema, lowerGraph(buildGraph({ y: matmul(swapLast(input('a', [2, 3, 4])), input('b', [2, 3, 5])) }), 'float64', undefined, 'onnxruntime').model);
      expect(model.graph?.node.map(({ opType }) => opType)).toEqual(['MatMul', 'Transpose']);
    });
  });

  it('refuses an operator outside the table, naming it', () => {
    const strange: Operator<Record<string, never>> = { name: 'Strange', doc: 'Unknown here.', outputs: ([x]) => [x], gradient: 'none' };
    expect(() => lowerGraph(buildGraph({ y: applyOperator(strange, [input('x', [1])], {})[0] }))).toThrow(/Strange/);
  });
});
