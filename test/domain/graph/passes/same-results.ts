import { expect } from 'vitest';
import { createReferenceEngine } from '../../../../src/adapters/engine/reference/reference-engine.js';
import { gradients } from '../../../../src/domain/graph/gradients.js';
import { buildGraph, type Graph } from '../../../../src/domain/graph/graph.js';
import type { TensorValue } from '../../../../src/domain/graph/tensor.js';
import { buildRandomGraph, type RandomRecipe } from '../../../suites/engine/random-graphs.js';

export interface Results {
  readonly outputs: Readonly<Record<string, TensorValue>>;
  readonly state: ReadonlyMap<string, TensorValue>;
}

/** Outputs and variables after one run on the reference engine. */
export async function resultsOf(graph: Graph, feeds: Readonly<Record<string, TensorValue>>, initialState: ReadonlyMap<string, TensorValue> = new Map()): Promise<Results> {
  const program = await createReferenceEngine().compile(graph, { initialState });
  try {
    return { outputs: await program.run(feeds), state: await program.readState() };
  } finally {
    await program.dispose();
  }
}

/** A random graph with the gradients of its inputs; the loss is an output, too. */
export function randomGraphWithGradients(recipe: RandomRecipe): { readonly graph: Graph; readonly feeds: Readonly<Record<string, TensorValue>> } {
  const { inputs, feeds, loss, outputs } = buildRandomGraph(recipe);
  const found = gradients(loss, inputs).flatMap((gradient, position) => (gradient === undefined ? [] : [[`gradient ${position}`, gradient] as const]));
  return { graph: buildGraph({ ...outputs, loss, ...Object.fromEntries(found) }), feeds };
}

/** Numbers that differ by rounding alone. */
export function expectCloseResults(actual: Readonly<Record<string, TensorValue>>, expected: Readonly<Record<string, TensorValue>>): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, { data }] of Object.entries(expected)) {
    const numbers = Array.from(data);
    const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 1);
    numbers.forEach((wanted, index) => expect(Math.abs(actual[name].data[index] - wanted), `${name}[${index}]`).toBeLessThanOrEqual(1e-10 * largest));
  }
}
