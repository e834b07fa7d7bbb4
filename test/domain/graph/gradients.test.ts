import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../../src/adapters/engine/reference/reference-engine.js';
import { gradients } from '../../../src/domain/graph/gradients.js';
import { buildGraph, topologicalOrder } from '../../../src/domain/graph/graph.js';
import { constant, input } from '../../../src/domain/graph/leaves.js';
import { add, argMax, cast, exp, gemm, greater, maximum, minimum, mul, neg, reduceSum, sign, stopGradient, tanh, topK } from '../../../src/domain/graph/operations.js';
import { operatorTable } from '../../../src/domain/graph/operators/table.js';
import type { Tensor, TensorValue } from '../../../src/domain/graph/tensor.js';
import { buildRandomGraph, randomRecipe } from '../../suites/engine/random-graphs.js';
import { runOnce } from '../../suites/engine/run-once.js';
import { float } from '../../suites/engine/values.js';
import { checkGradients } from './check-gradients.js';
import { gradientCases } from './gradient-cases.js';

const engine = createReferenceEngine();
const operators = Object.values(operatorTable);

describe('the operator table', () => {
  it('has a numerical check for exactly the operators with a gradient', () => {
    const differentiable = operators.filter(({ gradient }) => gradient !== 'none').map(({ name }) => name);
    expect(Object.keys(gradientCases).sort()).toEqual(differentiable.sort());
  });

  it('files every operator under its own name, with a line of documentation', () => {
    expect(operators.map(({ name }) => name)).toEqual(Object.keys(operatorTable));
    expect(operators.filter(({ doc }) => !/^.+\.$/.test(doc)).map(({ name }) => name)).toEqual([]);
  });

  for (const [name, cases] of Object.entries(gradientCases)) {
    it.each(cases)(`gives ${name} of $of the gradient that central differences find`, async ({ operands, build }) => {
      const [result] = build(...operands.map(({ dtype, shape }) => input('x', shape, dtype)));
      expect(topologicalOrder([result]).calls.map(({ operator }) => operator.name)).toContain(name);
      await checkGradients(engine, operands, build);
    });
  }
});

/** Gradients of the sum of a function's result, as numbers. */
async function gradientsAt(values: readonly number[][], build: (...operands: Tensor[]) => Tensor): Promise<number[][]> {
  const found = await runOnce(engine, values.map((row) => float(row)), (...tensors) => {
    const each = gradients(reduceSum(build(...tensors)), tensors);
    return each.map((gradient, position) => gradient ?? constant(NaN, tensors[position].shape.length === 0 ? [] : [1]));
  });
  return found.map(({ data }) => Array.from(data));
}

describe('gradients', () => {
  it('adds over all uses of a tensor: d(x² + 3x) = 2x + 3', async () => {
    expect(await gradientsAt([[1, 2]], (x) => add(mul(x, x), mul(x, 3)))).toEqual([[5, 7]]);
  });

  it('differentiates for a tensor in the middle of the graph', async () => {
    const x = input('x', [2]);
    const middle = mul(x, 2);
    const [gradient] = gradients(reduceSum(mul(middle, middle)), [middle]);
    const program = await engine.compile(buildGraph({ gradient: gradient! }), { initialState: new Map() });
    expect(Array.from((await program.run({ x: float([1, 3]) })).gradient.data)).toEqual([4, 12]);
  });

  it('is undefined where the loss does not depend on a tensor, or only through an operator without derivative', () => {
    const x = input('x', [3]);
    const through = [stopGradient(x), sign(x), cast(greater(x, constant(0)), 'float32'), cast(argMax(x, 0), 'float32'), cast(topK(x, 1, 0)[1], 'float32')];
    expect(gradients(reduceSum(exp(input('y', [2]))), [x])).toEqual([undefined]);
    for (const blocked of through) expect(gradients(reduceSum(blocked), [x])).toEqual([undefined]);
  });

  it('stops at stopGradient and goes on beside it', async () => {
    expect(await gradientsAt([[3, 4]], (x) => mul(x, stopGradient(x)))).toEqual([[3, 4]]);
  });

  it('gives a tie of Max or Min to the first operand', async () => {
    expect(await gradientsAt([[1], [1]], maximum)).toEqual([[1], [0]]);
    expect(await gradientsAt([[1], [1]], minimum)).toEqual([[1], [0]]);
  });

  it('is one for the loss itself, of any one-element shape', async () => {
    const loss = input('loss', [1, 1]);
    const [gradient] = gradients(loss, [loss]);
    const program = await engine.compile(buildGraph({ gradient: gradient! }), { initialState: new Map() });
    expect((await program.run({})).gradient).toEqual({ dtype: 'float32', shape: [1, 1], data: Float64Array.of(1) });
  });

  it('refuses a loss with several elements, naming its shape', () => {
    expect(() => gradients(input('x', [2]), [])).toThrow('one element, got shape [2]');
  });

  it('builds nothing for frozen weights: of a product only the asked side, below the lowest asked layer nothing', () => {
    const names = ['w1', 'w2', 'w3'];
    const [w1, w2, w3] = names.map((name) => input(name, [2, 2]));
    const x = input('x', [2, 2]);
    const loss = reduceSum(gemm(tanh(gemm(tanh(gemm(x, w1)), w2)), w3));
    const products = (wrt: readonly Tensor[]): number => {
      const forward = new Set(topologicalOrder([loss]).calls);
      const found = gradients(loss, wrt).filter((gradient) => gradient !== undefined);
      return topologicalOrder(found).calls.filter((call) => !forward.has(call) && call.operator.name === 'Gemm').length;
    };
    // One product for each weight, and one for each layer above the lowest weight through which the gradient comes down.
    expect(products([w3])).toBe(1);
    expect(products([w2])).toBe(2);
    expect(products([w1])).toBe(3);
    expect(products([w1, w2, w3])).toBe(5);
    expect(products([w1, w2, w3, x])).toBe(6);
  });

  it('never asks the rule of an operator below which nothing is wanted', () => {
    let asked = 0;
    const frozen = input('frozen', [2]);
    const probe = { ...operatorTable.Neg, gradient: () => ((asked += 1), [() => frozen]) };
    const branch: Tensor[] = [];
    const call = { operator: probe, inputs: [frozen], attributes: {}, outputs: branch };
    branch.push({ dtype: 'float32', shape: [2], origin: { kind: 'call', call, output: 0 } });
    const learnt = input('learnt', [2]);
    gradients(reduceSum(mul(branch[0], neg(learnt))), [learnt]);
    expect(asked).toBe(0);
    gradients(reduceSum(mul(branch[0], neg(learnt))), [learnt, frozen]);
    expect(asked).toBe(1);
  });

  /** StopGradient is left out: its derivative is not what differences see. */
  it('agrees with central differences along a direction on random graphs', async () => {
    const step = 1e-6;
    await fc.assert(
      fc.asyncProperty(randomRecipe(['StopGradient']), async (recipe) => {
        const { inputs, feeds, loss } = buildRandomGraph(recipe, 0.01);
        const towards = gradients(loss, inputs);
        const named = towards.flatMap((gradient, position) => (gradient === undefined ? [] : [[`x${position}`, gradient] as const]));
        const program = await engine.compile(buildGraph({ loss, ...Object.fromEntries(named) }), { initialState: new Map() });
        const direction = (name: string, index: number): number => Math.cos(1 + index + 5 * Number(name.slice(1)));
        const lossAt = async (change: number): Promise<number> => {
          const moved = Object.entries(feeds).map(([name, value]): [string, TensorValue] => [name, { ...value, data: Float64Array.from(value.data, (x, index) => x + change * direction(name, index)) }]);
          return (await program.run(Object.fromEntries(moved))).loss.data[0];
        };
        const difference = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
        const results = await program.run(feeds);
        const slope = named.reduce((sum, [name]) => Array.from(results[name].data).reduce((partial, gradient, index) => partial + gradient * direction(name, index), sum), 0);
        await program.dispose();
        // Rounding of a loss of a few thousands over 1e-6, and curvature.
        expect(Math.abs(slope - difference)).toBeLessThan(1e-5 * Math.max(1, Math.abs(slope)));
      }),
      { numRuns: 200, seed: 5 },
    );
  });
});
