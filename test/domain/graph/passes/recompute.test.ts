import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradients } from '../../../../src/domain/graph/gradients.js';
import { buildGraph, type Graph } from '../../../../src/domain/graph/graph.js';
import { input, Scope } from '../../../../src/domain/graph/leaves.js';
import { add, gelu, mul, reduceSum, relu, sigmoid } from '../../../../src/domain/graph/operations.js';
import { mergeCommonSubexpressions } from '../../../../src/domain/graph/passes/common-subexpressions.js';
import { liveBytes } from '../../../../src/domain/graph/passes/live-bytes.js';
import { orderForMemory } from '../../../../src/domain/graph/passes/memory-order.js';
import { recompute } from '../../../../src/domain/graph/passes/recompute.js';
import { linear } from '../../../../src/domain/layers/linear.js';
import { initialState } from '../../../../src/domain/training/initialise.js';
import { trainingStep } from '../../../../src/domain/training/training-step.js';
import { seededRandom } from '../../../../src/adapters/random/seeded-random.js';
import { randomRecipe } from '../../../suites/engine/random-graphs.js';
import { float } from '../../../suites/engine/values.js';
import { randomGraphWithGradients, resultsOf } from './same-results.js';

/** A training step of a network of `depth` layers that keep much for the gradient. */
function aStep(depth: number): Graph {
  const scope = Scope.root();
  let y = input('x', [64, 8]);
  for (let layer = 0; layer < depth; layer++) y = add(y, linear(scope.child(layer), gelu(mul(sigmoid(y), y)), 8));
  const learnt = [...scope.tensors().values()];
  return mergeCommonSubexpressions(trainingStep({ loss: reduceSum(y), outputs: {}, statistics: [], learnt, settings: { optimiser: 'adam', weightDecay: 0, accumulate: 1 } }));
}

const withBudget = (graph: Graph, budgetBytes: number) => recompute(graph, { budgetBytes, boundary: graph.outputs.loss });

describe('recompute', () => {
  it('leaves a graph alone that is within the budget', () => {
    const graph = aStep(3);
    const { graph: same, repeatedElements } = withBudget(graph, liveBytes(graph).peak);
    expect(new Set(same.calls)).toEqual(new Set(graph.calls));
    expect(repeatedElements).toBe(0);
  });

  it('needs a fraction of the memory of a deep network, and computes more again the smaller the budget is', () => {
    const graph = aStep(24);
    const { peak } = liveBytes(orderForMemory(graph));
    const found = [0.8, 0.6, 0.4].map((share) => withBudget(graph, share * peak));
    found.forEach(({ graph: repeated, peakBytes }, k) => {
      expect(peakBytes).toBeLessThanOrEqual([0.8, 0.6, 0.4][k] * peak);
      expect(liveBytes(repeated).peak).toBe(peakBytes);
    });
    expect(found[0].repeatedElements).toBeLessThan(found[1].repeatedElements);
    expect(found[1].repeatedElements).toBeLessThan(found[2].repeatedElements);
  });

  it('says the smallest it can where a budget is impossible, and meets that', () => {
    const graph = aStep(8);
    const { peakBytes } = withBudget(graph, 1);
    expect(peakBytes).toBeGreaterThan(1);
    expect(peakBytes).toBeLessThan(liveBytes(orderForMemory(graph)).peak);
    expect(withBudget(graph, peakBytes).peakBytes).toBe(peakBytes);
  });

  it('gives the same loss and the same next weights, bit for bit', async () => {
    const graph = aStep(6);
    const state = initialState(graph.variables, seededRandom(3));
    const feeds = { x: float(Array.from({ length: 64 }, (_, i) => Array.from({ length: 8 }, (_, k) => Math.sin(i + 7 * k)))), 'step/learningRate': float(0.01) };
    const repeated = withBudget(graph, 1).graph;
    expect(repeated.calls.length).toBeGreaterThan(graph.calls.length);
    expect(await resultsOf(repeated, feeds, state)).toEqual(await resultsOf(graph, feeds, state));
  });

  it('repeats nothing that a merging pass before it would have merged, and is undone by one after it', () => {
    const graph = aStep(6);
    const repeated = withBudget(graph, 1).graph;
    expect(mergeCommonSubexpressions(graph).calls.length).toBe(graph.calls.length);
    expect(mergeCommonSubexpressions(repeated).calls.length).toBe(graph.calls.length);
  });

  it('keeps outputs of the forward part, which are alive anyway', () => {
    const x = input('x', [1000]);
    const shown = relu(mul(x, x));
    const loss = reduceSum(mul(sigmoid(shown), shown));
    const [towards] = gradients(loss, [x]);
    if (towards === undefined) throw new Error('the loss depends on x');
    const { graph } = withBudget(buildGraph({ shown, loss, towards }), 1);
    expect(graph.calls.filter(({ operator }) => operator.name === 'Relu').length).toBe(1);
  });

  it('changes no output of a random graph with its gradients, and meets the budget or takes less than before', async () => {
    await fc.assert(
      fc.asyncProperty(randomRecipe(), fc.double({ min: 0.1, max: 1, noNaN: true }), async (recipe, share) => {
        const { graph, feeds } = randomGraphWithGradients(recipe);
        const { peak } = liveBytes(orderForMemory(graph));
        const { graph: repeated, peakBytes } = withBudget(graph, share * peak);
        expect(peakBytes).toBe(liveBytes(repeated).peak);
        expect(peakBytes).toBeLessThanOrEqual(peak);
        expect((await resultsOf(repeated, feeds)).outputs).toEqual((await resultsOf(graph, feeds)).outputs);
      }),
      { numRuns: 100, seed: 5 },
    );
  });
});

describe('orderForMemory', () => {
  it('runs a sum of a large tensor before its turn, so that the tensor can go', () => {
    const x = input('x', [100]);
    const large = relu(x);
    const sum = reduceSum(large);
    const other = sigmoid(mul(x, 2));
    const graph = buildGraph({ other: reduceSum(other), sum });
    const late = { ...graph, calls: [large, ...graph.calls.flatMap(({ outputs }) => outputs)].flatMap(({ origin }) => (origin.kind === 'call' ? [origin.call] : [])) };
    const inTurn = { ...late, calls: [...new Set(late.calls)] };
    expect(liveBytes(inTurn).peak).toBe(1200);
    expect(liveBytes(orderForMemory(inTurn)).peak).toBe(804);
  });

  it('keeps every call after those it uses', async () => {
    await fc.assert(
      fc.asyncProperty(randomRecipe(), async (recipe) => {
        const { graph, feeds } = randomGraphWithGradients(recipe);
        const ordered = orderForMemory(graph);
        expect(new Set(ordered.calls)).toEqual(new Set(graph.calls));
        expect((await resultsOf(ordered, feeds)).outputs).toEqual((await resultsOf(graph, feeds)).outputs);
      }),
      { numRuns: 50, seed: 6 },
    );
  });
});
