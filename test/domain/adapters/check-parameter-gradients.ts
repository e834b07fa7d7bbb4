import { createReferenceEngine } from '../../../src/adapters/engine/reference/reference-engine.js';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import { gradients } from '../../../src/domain/graph/gradients.js';
import { buildGraph } from '../../../src/domain/graph/graph.js';
import { constant, Scope } from '../../../src/domain/graph/leaves.js';
import { mul, reduceSum } from '../../../src/domain/graph/operations.js';
import type { Tensor, TensorValue } from '../../../src/domain/graph/tensor.js';
import { expect } from 'vitest';

const STEP = 1e-5;
/** Truncation STEP² and rounding 1e-16 / STEP, both around 1e-10, times derivatives of a few hundred. */
const TOLERANCE = 1e-7;

/**
 * Compares the gradient of every element of every parameter and input with (f(w + h) − f(w − h)) / 2h, where f sums the result with fixed, different weights.
 * @param inputs float inputs of the graph
 * @returns the names of what was compared
 */
export async function checkParameterGradients(inputs: readonly Tensor[], build: (scope: Scope) => Tensor): Promise<string[]> {
  const scope = Scope.root();
  const result = build(scope);
  const count = result.shape.reduce((a, b) => a * b, 1);
  const loss = reduceSum(mul(result, constant(Array.from({ length: count }, (_, i) => 1 + Math.sin(2 + 3 * i)), result.shape)));
  const parameters = [...scope.tensors()].filter(([, { origin }]) => origin.kind === 'variable' && origin.variable.kind === 'parameter');
  const places = new Map([...parameters, ...inputs.map((tensor): [string, Tensor] => [nameOf(tensor), tensor])]);
  const towards = gradients(loss, [...places.values()]);
  const outputs = Object.fromEntries([...places.keys()].map((name, k) => [`gradient ${name}`, present(name, towards[k])]));
  const graph = buildGraph({ loss, ...outputs });
  const random = seededRandom(8);
  const values = new Map([...places].map(([name, { shape }]): [string, TensorValue] => [name, { dtype: 'float32', shape, data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()) }]));
  const statistics = graph.variables.filter(({ kind }) => kind === 'statistic').map(({ name, shape }): [string, TensorValue] => [name, { dtype: 'float32', shape, data: new Float64Array(shape[0]).fill(1) }]);
  const engine = createReferenceEngine();
  const program = await engine.compile(graph, { initialState: new Map([...parameters.map(([name]): [string, TensorValue] => [name, valueOf(name)]), ...statistics]) });
  const feeds = (): Record<string, TensorValue> => Object.fromEntries(inputs.map((tensor) => [nameOf(tensor), copy(valueOf(nameOf(tensor)))]));
  const lossWith = async (name: string, index: number, change: number): Promise<number> => {
    const moved = copy(valueOf(name));
    moved.data[index] += change;
    if (inputs.some((tensor) => nameOf(tensor) === name)) return (await program.run({ ...feeds(), [name]: moved })).loss.data[0];
    await program.writeState(new Map([[name, moved]]));
    const { loss: value } = await program.run(feeds());
    await program.writeState(new Map([[name, copy(valueOf(name))]]));
    return value.data[0];
  };
  const computed = await program.run(feeds());
  const far: { name: string; index: number; gradient: number; difference: number }[] = [];
  for (const name of places.keys()) {
    const gradient = Array.from(computed[`gradient ${name}`].data);
    for (let index = 0; index < gradient.length; index++) {
      const difference = ((await lossWith(name, index, STEP)) - (await lossWith(name, index, -STEP))) / (2 * STEP);
      if (Math.abs(gradient[index] - difference) > TOLERANCE * Math.max(1, Math.abs(difference))) far.push({ name, index, gradient: gradient[index], difference });
    }
  }
  await engine.dispose();
  expect(far).toEqual([]);
  return [...places.keys()];

  function valueOf(name: string): TensorValue {
    const value = values.get(name);
    if (value === undefined) throw new Error(`no value for ${name}`);
    return value;
  }
}

const copy = (value: TensorValue): TensorValue => ({ ...value, data: Float64Array.from(value.data) });

function nameOf({ origin }: Tensor): string {
  if (origin.kind !== 'input') throw new Error('only inputs can be fed');
  return origin.name;
}

function present(name: string, gradient: Tensor | undefined): Tensor {
  if (gradient === undefined) throw new Error(`the result does not depend on ${name}`);
  return gradient;
}
