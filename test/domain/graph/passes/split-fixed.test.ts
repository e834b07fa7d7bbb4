import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildGraph, type Graph } from '../../../../src/domain/graph/graph.js';
import { input, variableTensor } from '../../../../src/domain/graph/leaves.js';
import { add, expand, gelu, less, matmul, mul, reduceSum, transpose, where } from '../../../../src/domain/graph/operations.js';
import { splitFixed } from '../../../../src/domain/graph/passes/split-fixed.js';
import { substitute } from '../../../../src/domain/graph/passes/substitute.js';
import type { Tensor, TensorValue } from '../../../../src/domain/graph/tensor.js';
import { aVariable } from '../../../suites/engine/contract-state.js';
import { randomRecipe } from '../../../suites/engine/random-graphs.js';
import { float } from '../../../suites/engine/values.js';
import { expectCloseResults, randomGraphWithGradients, resultsOf } from './same-results.js';

const nothingChanges = (): boolean => false;
const operatorsOf = (graph: Graph): string[] => graph.calls.map(({ operator }) => operator.name);
const variablesOf = (graph: Graph): string[] => graph.variables.map(({ name }) => name).sort();

/** Outputs and state of the whole, computed in two. */
async function inTwo({ fixed, varying }: NonNullable<ReturnType<typeof splitFixed>>, feeds: Readonly<Record<string, TensorValue>>, state: ReadonlyMap<string, TensorValue>) {
  const only = (graph: Graph, values: ReadonlyMap<string, TensorValue>) => new Map(graph.variables.flatMap(({ name }) => (values.has(name) ? [[name, values.get(name)!] as const] : [])));
  const { outputs } = await resultsOf(fixed, {}, only(fixed, state));
  return resultsOf(varying, feeds, only(varying, new Map([...state, ...Object.entries(outputs)])));
}

describe('splitFixed', () => {
  const [a, b, learnt] = [aVariable('a', [2, 2]), aVariable('b', [2, 2]), aVariable('learnt', [2, 2])].map(variableTensor);
  const x = input('x', [2, 2]);

  it('takes out what depends on frozen weights alone, and with it the weights that nothing else reads', () => {
    const frozen = gelu(matmul(a, b));
    const { fixed, varying } = splitFixed(buildGraph({ y: add(matmul(x, frozen), b) }), nothingChanges)!;
    expect([operatorsOf(fixed), variablesOf(fixed)]).toEqual([['Gemm', 'Gelu'], ['a', 'b']]);
    expect(operatorsOf(varying)).toEqual(['Gemm', 'Add']);
    expect(variablesOf(varying)).toEqual(['b', ...Object.keys(fixed.outputs)].sort());
  });

  it('leaves what is fed, learnt or written between runs', () => {
    const next = { variable: learnt.origin.kind === 'variable' ? learnt.origin.variable : aVariable('', []), next: mul(learnt, 0.5) };
    expect(splitFixed(buildGraph({ y: matmul(x, a) }), nothingChanges)).toBeUndefined();
    expect(splitFixed(buildGraph({ y: matmul(learnt, a) }, [next]), nothingChanges)).toBeUndefined();
    expect(splitFixed(buildGraph({ y: matmul(a, b) }), (name) => name === 'b')).toBeUndefined();
  });

  it('leaves weights that are merely moved or scaled, and what a product far larger outweighs', () => {
    expect(splitFixed(buildGraph({ y: matmul(x, transpose(mul(a, 2), [1, 0])) }), nothingChanges)).toBeUndefined();
    const wide = input('wide', [500, 2]);
    expect(splitFixed(buildGraph({ y: matmul(wide, matmul(a, b)) }), nothingChanges)).toBeUndefined();
  });

  it('carries the small tensor that is spread, and no booleans', () => {
    const product = matmul(a, b);
    const spread = splitFixed(buildGraph({ y: add(expand(product, [3, 2, 2]), input('z', [3, 2, 2])) }), nothingChanges)!;
    expect(Object.values(spread.fixed.outputs)).toEqual([product]);
    const chosen = splitFixed(buildGraph({ y: where(less(product, reduceSum(product)), x, product) }), nothingChanges)!;
    expect(Object.values(chosen.fixed.outputs).map(({ dtype }) => dtype)).not.toContain('bool');
    expect(operatorsOf(chosen.varying)).toContain('Less');
  });

  it('computes the same, whatever the graph and whichever of its leaves are frozen', async () => {
    let split = 0;
    await fc.assert(
      fc.asyncProperty(randomRecipe(), fc.integer({ min: 0, max: 7 }), async (recipe, which) => {
        const { graph, feeds } = randomGraphWithGradients(recipe);
        const frozen = graph.inputs.filter((_, position) => (which >> position % 3) % 2 === 0);
        const carriers = new Map(frozen.map((leaf): [Tensor, Tensor] => [leaf, variableTensor(aVariable(nameOf(leaf), leaf.shape))]));
        const { resolve } = substitute(graph, (tensor) => carriers.get(tensor));
        const whole = buildGraph(Object.fromEntries(Object.entries(graph.outputs).map(([name, tensor]) => [name, resolve(tensor)])));
        const state = new Map(whole.variables.map(({ name }) => [name, feeds[name]]));
        const fed = Object.fromEntries(whole.inputs.map((leaf) => [nameOf(leaf), feeds[nameOf(leaf)]]));
        const found = splitFixed(whole, nothingChanges);
        if (found === undefined) return;
        split += 1;
        expectCloseResults((await inTwo(found, fed, state)).outputs, (await resultsOf(whole, fed, state)).outputs);
      }),
      { numRuns: 400, seed: 5 },
    );
    expect(split).toBeGreaterThan(20);
  });

  it('lets updates take effect as before', async () => {
    const count = aVariable('count', [2, 2]);
    const graph = buildGraph({ y: x }, [{ variable: count, next: add(variableTensor(count), matmul(a, b)) }]);
    const state = new Map([['a', float([[1, 2], [3, 4]])], ['b', float([[1, 0], [0, 2]])], ['count', float([[1, 1], [1, 1]])]]);
    const found = await inTwo(splitFixed(graph, nothingChanges)!, { x: float([[0, 0], [0, 0]]) }, state);
    expect(Array.from(found.state.get('count')!.data)).toEqual([2, 5, 4, 9]);
  });
});

const nameOf = ({ origin }: Tensor): string => (origin.kind === 'input' ? origin.name : '');
