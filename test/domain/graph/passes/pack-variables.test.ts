import { describe, expect, it } from 'vitest';
import { buildGraph, type Graph, type Update } from '../../../../src/domain/graph/graph.js';
import { variableTensor } from '../../../../src/domain/graph/leaves.js';
import { add, concat, mul, reduceSum, reshape, slice } from '../../../../src/domain/graph/operations.js';
import { packVariables } from '../../../../src/domain/graph/passes/pack-variables.js';
import type { Variable } from '../../../../src/domain/graph/tensor.js';
import { aVariable } from '../../../suites/engine/contract-state.js';
import { float } from '../../../suites/engine/values.js';
import { resultsOf } from './same-results.js';

const plusOne = (variable: Variable): Update => ({ variable, next: add(variableTensor(variable), 1) });
const namesOf = (graph: Graph): string[] => graph.variables.map(({ name }) => name).sort();

describe('packVariables', () => {
  it('packs small variables that change apart from those that do not, and leaves large ones alone', () => {
    const [a, b, still, other, large] = [aVariable('a', [2, 3]), aVariable('b', []), aVariable('still', [2]), aVariable('other', [3]), aVariable('large', [8])];
    const sum = add(reduceSum(variableTensor(still)), reduceSum(variableTensor(other)));
    const { graph, packs } = packVariables(buildGraph({ sum }, [a, b, large].map(plusOne)), 8);
    expect(packs.map(({ vector, members }) => ({ shape: vector.shape, members: members.map(({ name }) => name) }))).toEqual([
      { shape: [7], members: ['a', 'b'] },
      { shape: [5], members: ['still', 'other'] },
    ]);
    expect(namesOf(graph)).toEqual(['large', 'packed:0', 'packed:1']);
  });

  it('lays variables in the order in which the graph joins them, whatever their size, so that nothing is joined or cut', () => {
    const [a, b] = [aVariable('a', [2, 2]), aVariable('b', [100])];
    const next = mul(concat([reshape(variableTensor(a), [4]), variableTensor(b)], 0), 0.5);
    const updates = [{ variable: b, next: slice(next, 0, 4, 104) }, { variable: a, next: reshape(slice(next, 0, 0, 4), [2, 2]) }];
    const { graph, packs } = packVariables(buildGraph({}, updates), 8);
    expect(packs[0].members).toEqual([a, b]);
    expect(graph.calls.map(({ operator }) => operator.name)).toEqual(['Mul']);
  });

  it('keeps the numbers', async () => {
    const [a, b] = [aVariable('a', [2]), aVariable('b', [1, 2])];
    const product = mul(variableTensor(a), variableTensor(b));
    const graph = buildGraph({ product }, [{ variable: a, next: reshape(product, [2]) }, plusOne(b)]);
    const { graph: packed } = packVariables(graph, 8);
    const { outputs, state } = await resultsOf(packed, {}, new Map([['packed:0', float([2, 3, 5, 7])]]));
    expect(outputs.product).toEqual(float([[10, 21]]));
    expect(state.get('packed:0')).toEqual(float([10, 21, 6, 8]));
  });
});
