import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../../src/adapters/engine/reference/reference-engine.js';
import { buildGraph, type Update } from '../../../src/domain/graph/graph.js';
import { input, Scope } from '../../../src/domain/graph/leaves.js';
import { elementCount } from '../../../src/domain/graph/shapes.js';
import type { Tensor } from '../../../src/domain/graph/tensor.js';
import { adam, adamw, sgd, type LearntParameter } from '../../../src/domain/training/optimisers.js';
import { floats } from '../encoders/evaluate.js';

const options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 };

type Rule = (parameters: readonly LearntParameter[], rate: Tensor) => Update[];

/** Parameters of two elements that start at 1, after one step at rate 0.1 per entry of `gradients`. */
async function train(rule: Rule, gradients: readonly Readonly<Record<string, readonly number[]>>[]): Promise<{ values: Record<string, number[]>; variables: string[] }> {
  const scope = Scope.root();
  const names = Object.keys(gradients[0]);
  const parameters = names.map((name) => ({ tensor: scope.parameter(name, [2], { kind: 'constant', value: 1 }), gradient: input(`gradient/${name}`, [2]) }));
  const graph = buildGraph({}, rule(parameters, input('rate', [])));
  const engine = createReferenceEngine();
  const start = graph.variables.map(({ name, shape, kind }) => [name, floats(shape, new Array<number>(elementCount(shape)).fill(kind === 'parameter' ? 1 : 0))] as const);
  const program = await engine.compile(graph, { initialState: new Map(start) });
  for (const step of gradients) {
    await program.run({ rate: floats([], [0.1]), ...Object.fromEntries(names.map((name) => [`gradient/${name}`, floats([2], step[name])])) });
  }
  const state = await program.readState();
  await engine.dispose();
  return { values: Object.fromEntries(names.map((name) => [name, Array.from(state.get(name)?.data ?? [])])), variables: graph.variables.map(({ name }) => name) };
}

describe('adam', () => {
  it('moves parameters alike with one shared step count and with a count each', async () => {
    const steps = [1, 2, 3].map((step) => ({ a: [step, -1], b: [0.5, step] }));
    const shared = await train((parameters, rate) => adam(parameters, rate, { ...options, stepCounts: 'shared' }), steps);
    const apart = await train((parameters, rate) => adam(parameters, rate, { ...options, stepCounts: 'perParameter' }), steps);
    expect(shared.values).toEqual(apart.values);
    expect(shared.variables.filter((name) => name.startsWith('optimiser/step_count'))).toEqual(['optimiser/step_count']);
    expect(apart.variables.filter((name) => name.startsWith('optimiser/step_count'))).toEqual(['optimiser/step_count/a', 'optimiser/step_count/b']);
  });

  it('moves a parameter in its first step by the rate against the sign of the gradient', async () => {
    const { values } = await train((parameters, rate) => adam(parameters, rate, { ...options, weightDecay: 0, stepCounts: 'shared' }), [{ p: [5, -2] }]);
    expect(values['p'][0]).toBeCloseTo(0.9, 6);
    expect(values['p'][1]).toBeCloseTo(1.1, 6);
  });
});

describe('adamw', () => {
  it('shrinks the parameter by rate · decay before the step', async () => {
    const { values } = await train((parameters, rate) => adamw(parameters, rate, { ...options, stepCounts: 'shared' }), [{ p: [5, -2] }]);
    expect(values['p'][0]).toBeCloseTo(0.99 - 0.1, 6);
  });
});

describe('sgd', () => {
  it('keeps no state without momentum', async () => {
    const { values, variables } = await train((parameters, rate) => sgd(parameters, rate, { momentum: 0, dampening: 0, weightDecay: 0, nesterov: false }), [{ p: [5, -2] }]);
    expect(variables).toEqual(['p']);
    expect(values['p'][0]).toBeCloseTo(0.5, 6);
  });
});
