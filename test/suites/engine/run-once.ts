import { buildGraph } from '../../../src/domain/graph/graph.js';
import { input } from '../../../src/domain/graph/leaves.js';
import type { Tensor, TensorValue } from '../../../src/domain/graph/tensor.js';
import type { Engine } from '../../../src/domain/ports/engine.js';

/** The results of a function of tensors for given operands, from a program that lives for one run. */
export async function runOnce(engine: Engine, operands: readonly TensorValue[], build: (...operands: Tensor[]) => readonly Tensor[]): Promise<TensorValue[]> {
  const inputs = operands.map(({ dtype, shape }, position) => input(`operand ${position}`, shape, dtype));
  const results = build(...inputs);
  const graph = buildGraph(Object.fromEntries(results.map((tensor, position) => [`result ${position}`, tensor])));
  const program = await engine.compile(graph, { initialState: new Map() });
  try {
    // A fresh copy of each operand: an engine may take the buffers over.
    const fed = Object.fromEntries(operands.map((value, position) => [`operand ${position}`, { ...value, data: value.data.slice() }]));
    const outputs = await program.run(fed);
    return results.map((_, position) => outputs[`result ${position}`]);
  } finally {
    await program.dispose();
  }
}
