import type { Graph } from '../../../domain/graph/graph.js';
import { Add } from '../../../domain/graph/operators/elementwise.js';
import { Gemm } from '../../../domain/graph/operators/products.js';
import type { Call, Tensor } from '../../../domain/graph/tensor.js';

/** A matrix product whose only reader adds a row to it. */
export interface BiasedProduct {
  readonly product: Call;
  readonly bias: Tensor;
}

/** The additions of a graph that ONNX's Gemm can do itself (its operand C), by the call of the addition: one pass over the product less. */
export function biasedProducts(graph: Graph): Map<Call, BiasedProduct> {
  const uses = new Map<Tensor, number>();
  const readers = [...graph.calls.map((call) => call.inputs), Object.values(graph.outputs), graph.updates.map(({ next }) => next)];
  for (const tensor of readers.flat()) uses.set(tensor, (uses.get(tensor) ?? 0) + 1);
  const found = new Map<Call, BiasedProduct>();
  for (const addition of graph.calls.filter((call) => call.operator.name === Add.name)) {
    const [a, b] = addition.inputs;
    for (const [tensor, bias] of [[a, b], [b, a]]) {
      const isRow = bias.shape.length === 1 && bias.shape[0] === tensor.shape[1];
      if (tensor.origin.kind !== 'call' || tensor.origin.call.operator.name !== Gemm.name || uses.get(tensor) !== 1 || !isRow || tensor.dtype !== 'float32') continue;
      found.set(addition, { product: tensor.origin.call, bias });
    }
  }
  return found;
}
