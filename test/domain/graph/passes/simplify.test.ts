import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildGraph, type Graph } from '../../../../src/domain/graph/graph.js';
import { input } from '../../../../src/domain/graph/leaves.js';
import { add, concat, div, expand, mul, neg, pad, reduceSum, reshape, slice, sub, transpose } from '../../../../src/domain/graph/operations.js';
import { simplify } from '../../../../src/domain/graph/passes/simplify.js';
import type { Tensor } from '../../../../src/domain/graph/tensor.js';
import { randomRecipe } from '../../../suites/engine/random-graphs.js';
import { expectCloseResults, randomGraphWithGradients, resultsOf } from './same-results.js';

const x = input('x', [4, 6]);
const callNames = (graph: Graph): string[] => graph.calls.map(({ operator }) => operator.name);
const simplified = (y: Tensor): string[] => callNames(simplify(buildGraph({ y })));

describe('simplify', () => {
  it('makes one reshape of several, and none where the shape is the same again', () => {
    expect(simplified(neg(reshape(reshape(x, [24]), [3, 8])))).toEqual(['Reshape', 'Neg']);
    expect(simplified(neg(reshape(reshape(x, [24]), [4, 6])))).toEqual(['Neg']);
  });

  it('makes one transposition of two, and none where they undo each other', () => {
    const y = input('y', [2, 3, 4]);
    expect(simplify(buildGraph({ z: transpose(transpose(y, [1, 2, 0]), [1, 0, 2]) })).outputs.z).toMatchObject({ origin: { call: { attributes: { permutation: [2, 1, 0] }, inputs: [y] } } });
    expect(simplified(neg(transpose(transpose(y, [1, 2, 0]), [2, 0, 1])))).toEqual(['Neg']);
  });

  it('joins the padded pieces that the gradients of cuts leave, in either order and after another term', () => {
    const piece = (name: string): Tensor => input(name, [4, 2]);
    const at = (start: number, tensor: Tensor): Tensor => pad(tensor, [0, start], [0, 4 - start], 0);
    expect(simplified(add(add(at(4, piece('c')), at(2, piece('b'))), at(0, piece('a'))))).toEqual(['Concat']);
    expect(simplified(add(add(x, at(0, piece('a'))), at(2, piece('b'))))).toEqual(['Concat', 'Pad', 'Add']);
  });

  it('leaves padded pieces alone that overlap, have a gap, another value or another reader', () => {
    const piece = (name: string): Tensor => input(name, [4, 2]);
    const first = pad(piece('a'), [0, 0], [0, 4], 0);
    expect(simplified(add(first, pad(piece('b'), [0, 1], [0, 3], 0)))).toEqual(['Pad', 'Pad', 'Add']);
    expect(simplified(add(first, pad(piece('b'), [0, 4], [0, 0], 0)))).toEqual(['Pad', 'Pad', 'Add']);
    expect(simplified(add(first, pad(piece('b'), [0, 2], [0, 2], 1)))).toEqual(['Pad', 'Pad', 'Add']);
    expect(simplified(mul(first, add(first, pad(piece('b'), [0, 2], [0, 2], 0))))).toEqual(['Pad', 'Pad', 'Add', 'Mul']);
  });

  it('does not cut out again what was just joined', () => {
    const parts = ['a', 'b', 'c'].map((name) => input(name, [2, 6]));
    const joined = concat(parts, 0);
    expect(simplified(neg(slice(joined, 0, 2, 4)))).toEqual(['Neg']);
    expect(simplified(neg(slice(joined, 0, 2, 6)))).toEqual(['Concat', 'Neg']);
    expect(simplified(neg(slice(joined, 0, 3, 4)))).toEqual(['Slice', 'Neg']);
    expect(simplified(neg(slice(joined, 0, 1, 4)))).toEqual(['Concat', 'Slice', 'Neg']);
  });

  it('leaves repeating to operators that broadcast, where the result has the same shape', () => {
    const row = input('row', [6]);
    expect(simplified(mul(x, expand(row, [4, 6])))).toEqual(['Mul']);
    expect(simplified(mul(expand(row, [4, 6]), expand(input('column', [4, 1]), [4, 6])))).toEqual(['Mul']);
    expect(simplified(add(expand(row, [4, 6]), row))).toEqual(['Expand', 'Add']);
  });

  it('makes differences of sums with negatives', () => {
    const y = input('y', [4, 6]);
    expect(simplified(add(x, neg(y)))).toEqual(['Sub']);
    expect(simplified(add(neg(x), y))).toEqual(['Sub']);
    expect(simplified(sub(x, neg(y)))).toEqual(['Add']);
    expect(simplified(sub(x, reshape(reduceSum(neg(y), [0]), [6])))).toEqual(['ReduceSum', 'Add']);
  });

  it('multiplies by one nowhere, and twice by numbers once', () => {
    expect(simplified(div(mul(mul(x, 1), input('y', [4, 6])), 1))).toEqual(['Mul']);
    expect(simplify(buildGraph({ y: mul(mul(x, 3), 5) })).outputs.y).toMatchObject({ origin: { call: { inputs: [x, { origin: { value: { data: Float64Array.of(15) } } }] } } });
    expect(simplified(add(x, x))).toEqual(['Mul']);
  });

  it('lets factors meet where the tensors are small', () => {
    const [row, column] = [input('row', [6]), input('column', [4, 1])];
    expect(simplify(buildGraph({ y: mul(mul(x, row), 3) })).calls[0].outputs[0].shape).toEqual([6]);
    expect(simplified(reduceSum(mul(x, 3), [0]))).toEqual(['ReduceSum', 'Mul']);
    // Together they would be as large as x.
    expect(simplify(buildGraph({ y: mul(mul(x, row), column) })).calls[0].inputs[0]).toBe(x);
  });

  it('changes no output of a random graph with its gradients but by rounding, and never adds a call', async () => {
    await fc.assert(
      fc.asyncProperty(randomRecipe(), async (recipe) => {
        const { graph, feeds } = randomGraphWithGradients(recipe);
        const simple = simplify(graph);
        expect(simple.calls.length).toBeLessThanOrEqual(graph.calls.length);
        const used = Object.fromEntries(simple.inputs.flatMap(({ origin }) => (origin.kind === 'input' ? [[origin.name, feeds[origin.name]]] : [])));
        expectCloseResults((await resultsOf(simple, used)).outputs, (await resultsOf(graph, feeds)).outputs);
      }),
      { numRuns: 100, seed: 12 },
    );
  });
});
