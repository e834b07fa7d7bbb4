import { describe, expect, it } from 'vitest';
import { createOnnxruntimeEngine } from '../../../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { prepareProgram } from '../../../../src/adapters/engine/onnxruntime/prepare-program.js';
import { createReferenceEngine } from '../../../../src/adapters/engine/reference/reference-engine.js';
import { seededRandom } from '../../../../src/adapters/random/seeded-random.js';
import { buildGraph, type Graph, type Update } from '../../../../src/domain/graph/graph.js';
import { input, Scope, variableTensor } from '../../../../src/domain/graph/leaves.js';
import { add, gemm, mul, reduceSum, relu } from '../../../../src/domain/graph/operations.js';
import { recompute } from '../../../../src/domain/graph/passes/recompute.js';
import type { Tensor, TensorValue, Variable } from '../../../../src/domain/graph/tensor.js';
import { linear } from '../../../../src/domain/layers/linear.js';
import type { Engine } from '../../../../src/domain/ports/engine.js';
import { initialState } from '../../../../src/domain/training/initialise.js';
import { trainingStep } from '../../../../src/domain/training/training-step.js';
import { aVariable } from '../../../suites/engine/contract-state.js';
import { expectClose } from '../../../suites/engine/expect-close.js';

const plusOne = (variable: Variable): Update => ({ variable, next: add(variableTensor(variable), 1) });
const onCpu = { precision: 'float32', device: 'cpu' } as const;

describe('prepareProgram', () => {
  it('feeds small variables as one vector, large ones alone, and moves those slice by slice outside the session', () => {
    const [a, b, large] = [aVariable('a', [2, 3]), aVariable('b', [4]), aVariable('large', [300, 300])];
    const { stores, formulas } = prepareProgram(buildGraph({ sum: reduceSum(variableTensor(large)) }, [a, b, large].map(plusOne)), onCpu);
    expect(stores.map(({ isFed, nextPort, shape, variables }) => ({ isFed, moves: nextPort !== undefined, shape, names: variables.map(({ name }) => name) }))).toEqual([
      { isFed: true, moves: true, shape: [10], names: ['a', 'b'] },
      { isFed: true, moves: false, shape: [300, 300], names: ['large'] },
    ]);
    expect(formulas.map(({ uses }) => uses.map(({ updated }) => updated))).toEqual([[['large']]]);
  });

  it('does not feed a session what formulas alone read', () => {
    const { stores } = prepareProgram(buildGraph({ y: relu(input('x', [1])) }, [plusOne(aVariable('large', [300, 300]))]), onCpu);
    expect(stores.map(({ isFed }) => isFed)).toEqual([false]);
  });

  it('leaves all updates to the session on other devices', () => {
    expect(prepareProgram(buildGraph({}, [plusOne(aVariable('large', [300, 300]))]), { ...onCpu, device: 'cuda' }).formulas).toEqual([]);
  });
});

/** Three steps of a network with parameters that are packed, fed alone and moved in slices, the last of them shorter than the others. */
function aStep(accumulate: number): Graph {
  const scope = Scope.root();
  const hidden = relu(linear(scope.child('large'), input('x', [4, 300]), 299));
  const loss = reduceSum(mul(linear(scope.child('small'), hidden, 3), input('target', [4, 3])));
  return trainingStep({ loss, outputs: {}, statistics: [], learnt: [...scope.tensors().values()], settings: { optimiser: 'adamw', weightDecay: 0.01, accumulate } });
}

const filled = ({ dtype, shape }: Tensor, of: (index: number) => number): TensorValue => ({ dtype, shape, data: Float64Array.from({ length: shape.reduce((size, axis) => size * axis, 1) }, (_, index) => of(index)) });

async function trained(engine: Engine, graph: Graph, steps: number, accumulate: number): Promise<{ losses: number[]; state: ReadonlyMap<string, TensorValue> }> {
  const program = await engine.compile(graph, { initialState: initialState(graph.variables, seededRandom(2)) });
  const losses: number[] = [];
  try {
    for (let step = 0; step < steps; step++) {
      const of = (name: string, tensor: Tensor): TensorValue => {
        if (name === 'step/apply') return { dtype: 'bool', shape: [], data: Uint8Array.of(step % accumulate === accumulate - 1 ? 1 : 0) };
        if (name === 'step/keep') return filled(tensor, () => (step % accumulate === 0 ? 0 : 1));
        return filled(tensor, (index) => (name === 'step/learningRate' ? 0.01 : name === 'step/share' ? 1 / accumulate : Math.sin(index + step)));
      };
      const fed = graph.inputs.flatMap((tensor) => (tensor.origin.kind === 'input' ? [[tensor.origin.name, of(tensor.origin.name, tensor)] as const] : []));
      losses.push((await program.run(Object.fromEntries(fed))).loss.data[0]);
    }
    return { losses, state: await program.readState() };
  } finally {
    await program.dispose();
    await engine.dispose();
  }
}

describe('a training step prepared for onnxruntime', () => {
  it.each([1, 2])('moves every variable as the reference does, with %i batches a step', async (accumulate) => {
    const graph = aStep(accumulate);
    const expected = await trained(createReferenceEngine(), graph, 4, accumulate);
    const actual = await trained(createOnnxruntimeEngine({ threads: 1, precision: 'float64' }), graph, 4, accumulate);
    actual.losses.forEach((loss, step) => expect(loss).toBeCloseTo(expected.losses[step], 8));
    for (const [name, value] of expected.state) expectClose(actual.state.get(name)!, value, 1e-9);
  });

  it('takes variables that were written between two steps', async () => {
    const large = aVariable('large', [300, 300]);
    const engine = createOnnxruntimeEngine({ threads: 1 });
    const graph = buildGraph({ sum: reduceSum(variableTensor(large)) }, [plusOne(large)]);
    const zeros: TensorValue = { dtype: 'float32', shape: [300, 300], data: new Float32Array(90_000) };
    try {
      const program = await engine.compile(graph, { initialState: new Map([['large', zeros]]) });
      expect((await program.run({})).sum.data[0]).toBe(0);
      expect((await program.run({})).sum.data[0]).toBe(90_000);
      await program.writeState(new Map([['large', zeros]]));
      expect((await program.run({})).sum.data[0]).toBe(0);
      expect((await program.readState()).get('large')?.data.every((number: number) => number === 1)).toBe(true);
    } finally {
      await engine.dispose();
    }
  });

  it('computes again what the graph says twice, with the same bits', async () => {
    const scope = Scope.root();
    let y: Tensor = input('x', [64, 8]);
    for (let layer = 0; layer < 8; layer++) y = relu(gemm(y, scope.child(layer).parameter('w', [8, 8], { kind: 'normal', deviation: 0.5 })));
    const settings = { optimiser: 'adam', weightDecay: 0, accumulate: 1 } as const;
    const graph = trainingStep({ loss: reduceSum(y), outputs: {}, statistics: [], learnt: [...scope.tensors().values()], settings });
    const repeated = recompute(graph, { budgetBytes: 1, boundary: graph.outputs.loss }).graph;
    expect(repeated.calls.length).toBeGreaterThan(graph.calls.length);
    const [once, twice] = await Promise.all([graph, repeated].map((each) => trained(createOnnxruntimeEngine({ threads: 1 }), each, 2, 1)));
    expect(twice).toEqual(once);
  });
});
