import type { Graph } from '../../../domain/graph/graph.js';
import type { Call, Attributes, Tensor } from '../../../domain/graph/tensor.js';
import type { Kernel } from './kernels/kernel.js';
import { kernelOf } from './kernels/table.js';

/** One call of the graph, its kernel, and the intermediates that nobody reads after it. */
export interface Step {
  readonly call: Call;
  readonly kernel: Kernel<Attributes>;
  readonly lastUses: readonly Tensor[];
}

/** The order of work. @throws Error for an operator outside the table */
export function planOf(graph: Graph): Step[] {
  const kept = new Set<Tensor>([...Object.values(graph.outputs), ...graph.updates.map(({ next }) => next)]);
  const lastUser = new Map<Tensor, Call>();
  for (const call of graph.calls) for (const tensor of [...call.outputs, ...call.inputs]) if (!kept.has(tensor)) lastUser.set(tensor, call);
  return graph.calls.map((call) => ({
    call,
    kernel: kernelOf(call.operator),
    lastUses: [...new Set([...call.inputs, ...call.outputs])].filter((tensor) => tensor.origin.kind === 'call' && lastUser.get(tensor) === call),
  }));
}
