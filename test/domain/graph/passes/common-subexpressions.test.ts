import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../../../src/adapters/engine/reference/reference-engine.js';
import { gradients } from '../../../../src/domain/graph/gradients.js';
import { buildGraph, type Graph } from '../../../../src/domain/graph/graph.js';
import { constant, input, variableTensor } from '../../../../src/domain/graph/leaves.js';
import { add, exp, mul, pad, reduceSum, slice, topK } from '../../../../src/domain/graph/operations.js';
import { mergeCommonSubexpressions } from '../../../../src/domain/graph/passes/common-subexpressions.js';
import { aVariable } from '../../../suites/engine/contract-state.js';
import { expectClose } from '../../../suites/engine/expect-close.js';
import { buildRandomGraph, randomRecipe } from '../../../suites/engine/random-graphs.js';
import { float } from '../../../suites/engine/values.js';

const callNames = (graph: Graph): string[] => graph.calls.map(({ operator }) => operator.name).sort();

describe('mergeCommonSubexpressions', () => {
  it('makes one call of two with the same operator, inputs and attributes', () => {
    const x = input('x', [2]);
    expect(callNames(mergeCommonSubexpressions(buildGraph({ y: mul(exp(x), exp(x)) })))).toEqual(['Exp', 'Mul']);
  });

  it('merges from the leaves upwards, through constants of equal content', () => {
    const x = input('x', [2]);
    const branch = () => exp(add(x, constant([1, 2])));
    const graph = mergeCommonSubexpressions(buildGraph({ y: mul(branch(), branch()) }));
    expect(callNames(graph)).toEqual(['Add', 'Exp', 'Mul']);
    expect(graph.constants.length).toBe(1);
  });

  it('keeps calls apart that differ in an attribute, an input or the order of inputs', () => {
    const x = input('x', [4]);
    const y = input('y', [4]);
    const outputs = { a: slice(x, 0, 0, 2), b: slice(x, 0, 1, 3), c: exp(x), d: exp(y), e: mul(x, y), f: mul(y, x) };
    expect(callNames(mergeCommonSubexpressions(buildGraph(outputs)))).toEqual(['Exp', 'Exp', 'Mul', 'Mul', 'Slice', 'Slice']);
  });

  it('keeps attributes apart that JSON could not tell apart', () => {
    const x = input('x', [1]);
    const padded = [Infinity, -Infinity, NaN].map((value) => pad(x, [1], [0], value));
    expect(mergeCommonSubexpressions(buildGraph({ a: padded[0], b: padded[1], c: padded[2] })).calls.length).toBe(3);
  });

  it('keeps constants apart that differ in type, shape, content or sign of zero', () => {
    const x = input('x', [1, 2]);
    const constants = [constant([1, 2]), constant([2, 1]), constant([1, 2], [1, 2]), constant([0, 0]), constant([-0, 0])];
    const outputs = Object.fromEntries(constants.map((value, position) => [String(position), add(x, value)]));
    expect(mergeCommonSubexpressions(buildGraph({ ...outputs, i: constant([1, 2], [2], 'int32') })).constants.length).toBe(6);
  });

  it('merges all outputs of a call and all tensors of one variable', () => {
    const w = aVariable('w', [3]);
    const [values] = topK(variableTensor(w), 2, 0);
    const [, indices] = topK(variableTensor(w), 2, 0);
    const graph = mergeCommonSubexpressions(buildGraph({ values, indices }));
    expect(graph.calls.length).toBe(1);
    expect(graph.outputs.values.origin).toMatchObject({ kind: 'call', output: 0 });
    expect(graph.outputs.indices.origin).toMatchObject({ kind: 'call', output: 1, call: graph.calls[0] });
  });

  it('keeps names and updates, and their numbers', async () => {
    const w = aVariable('w', [2]);
    const x = input('x', [2]);
    const graph = buildGraph({ loss: reduceSum(exp(mul(x, variableTensor(w)))) }, [{ variable: w, next: add(exp(mul(x, variableTensor(w))), variableTensor(w)) }]);
    const merged = mergeCommonSubexpressions(graph);
    expect(callNames(merged)).toEqual(['Add', 'Exp', 'Mul', 'ReduceSum']);
    const program = await createReferenceEngine().compile(merged, { initialState: new Map([['w', float([0, 1])]]) });
    const { loss } = await program.run({ x: float([5, 1]) });
    expectClose(loss, float(1 + Math.E), 1e-15);
    expectClose((await program.readState()).get('w')!, float([1, 1 + Math.E]), 1e-15);
  });

  it('gives back the same calls when there is nothing to merge', () => {
    const x = input('x', [2]);
    const graph = buildGraph({ y: mul(exp(x), x) });
    expect(mergeCommonSubexpressions(graph).calls).toEqual(graph.calls);
    mergeCommonSubexpressions(graph).calls.forEach((call, position) => expect(call).toBe(graph.calls[position]));
  });

  it('changes no output of a random graph with its gradients, and never adds a call', async () => {
    const engine = createReferenceEngine();
    await fc.assert(
      fc.asyncProperty(randomRecipe(), async (recipe) => {
        const { inputs, feeds, loss, outputs } = buildRandomGraph(recipe);
        const found = gradients(loss, inputs).flatMap((gradient, position) => (gradient === undefined ? [] : [[`gradient ${position}`, gradient] as const]));
        const graph = buildGraph({ ...outputs, ...Object.fromEntries(found) });
        const merged = mergeCommonSubexpressions(graph);
        expect(merged.calls.length).toBeLessThanOrEqual(graph.calls.length);
        expect(mergeCommonSubexpressions(merged).calls.length).toBe(merged.calls.length);
        const [before, after] = await Promise.all(
          [graph, merged].map(async (each) => {
            const program = await engine.compile(each, { initialState: new Map() });
            return program.run(feeds).finally(() => program.dispose());
          }),
        );
        expect(after).toEqual(before);
      }),
      { numRuns: 50, seed: 11 },
    );
  });
});
