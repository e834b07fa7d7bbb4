import { createReferenceEngine } from '../../../src/adapters/engine/reference/reference-engine.js';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import { buildGraph } from '../../../src/domain/graph/graph.js';
import type { Tensor, TensorValue } from '../../../src/domain/graph/tensor.js';
import { initialState } from '../../../src/domain/training/initialise.js';

/** The numbers of tensors on the reference engine; weights at their starting values. */
export async function evaluate(outputs: Readonly<Record<string, Tensor>>, inputs: Readonly<Record<string, TensorValue>> = {}): Promise<Record<string, number[]>> {
  const engine = createReferenceEngine();
  const graph = buildGraph(outputs);
  const program = await engine.compile(graph, { initialState: initialState(graph.variables, seededRandom(1)) });
  try {
    const results = await program.run(inputs);
    return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, Array.from(data)]));
  } finally {
    await engine.dispose();
  }
}

export const floats = (shape: readonly number[], numbers: ArrayLike<number>): TensorValue => ({ dtype: 'float32', shape, data: Float32Array.from(numbers) });

/** 0, 1, 2 … */
export const counting = (shape: readonly number[]): TensorValue => floats(shape, Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i));
