import type { Graph } from '../graph.js';
import type { Call, Tensor } from '../tensor.js';
import { withInputs } from './with-inputs.js';

/** What stands for a tensor, and the calls in their order, after a substitution. */
export interface Substituted {
  readonly resolve: (tensor: Tensor) => Tensor;
  readonly calls: readonly Call[];
}

/** The tensors of a graph after some of them are replaced by others of the same types. */
export function substitute(graph: Pick<Graph, 'calls'>, replacement: (tensor: Tensor) => Tensor | undefined): Substituted {
  const replaced = new Map<Tensor, Tensor>();
  const resolve = (tensor: Tensor): Tensor => replacement(tensor) ?? replaced.get(tensor) ?? tensor;
  const calls = graph.calls.map((call) => {
    const copy = withInputs(call, call.inputs.map(resolve));
    if (copy !== call) call.outputs.forEach((output, position) => replaced.set(output, copy.outputs[position]));
    return copy;
  });
  return { resolve, calls };
}
