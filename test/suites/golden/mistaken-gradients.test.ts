import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../../src/adapters/engine/reference/reference-engine.js';
import type { TensorValue } from '../../../src/domain/graph/tensor.js';
import { fill } from './fill.js';
import type { GoldenResult } from './golden-kind.js';
import { goldenKinds } from './kinds/index.js';
import { loadCase } from './load-case.js';
import { mistakenGradients } from './mistaken-gradients.js';
import { contextOf } from './run-case.js';

/** What the case's gradients are of: the sum over outputs · cotangents. */
function lossOf({ expected }: GoldenResult): number {
  return ['output', 'spatial_map'].reduce((sum, name) => {
    const value = expected[name];
    const { data } = fill(`cotangent/${name}`, value.shape, 0, 1);
    return sum + Array.from(value.data, Number).reduce((part, element, i) => part + element * data[i], 0);
  }, 0);
}

describe.each([...mistakenGradients.keys()])('the gradients of %s', (id) => {
  const { golden, gradients } = loadCase(id);
  const kind = goldenKinds.find((candidate) => candidate.kind === golden.kind);
  if (kind === undefined) throw new Error(`no kind ${golden.kind}`);
  const compute = (parameters: ReadonlyMap<string, TensorValue>) => kind.compute(contextOf({ ...golden, parameters }, createReferenceEngine()));

  /** The parameter with one element moved. */
  const moved = (name: string, element: number, by: number): ReadonlyMap<string, TensorValue> => {
    const value = golden.parameters.get(name);
    if (value === undefined) throw new Error(`no parameter ${name}`);
    const data = Float64Array.from(value.data);
    data[element] += by;
    return new Map([...golden.parameters, [name, { ...value, data }]]);
  };

  it.each([
    ['bn2.bias', 0],
    ['bn2.weight', 3],
    ['bn1.bias', 1],
    ['up_sampler.weight', 5],
    ['fc.bias', 2],
    ['my_tokens', 7],
  ])('by %s[%i] are the finite differences of the forward pass, which the stored ones are not', async (name, element) => {
    const step = 1e-4;
    const numeric = (lossOf(await compute(moved(name, element, step))) - lossOf(await compute(moved(name, element, -step)))) / (2 * step);
    const computed = (await compute(golden.parameters)).gradients[name];
    expect(computed.data[element]).toBeCloseTo(numeric, 4);
    const stored = gradients.find((row) => row.name === name);
    expect(Math.abs(Number(stored?.stored.data[element]) - numeric)).toBeGreaterThan(0.01);
  });
});
