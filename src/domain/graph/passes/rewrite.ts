import { buildGraph, type Graph } from '../graph.js';
import type { Call, Tensor } from '../tensor.js';
import { withInputs } from './with-inputs.js';

export interface RewriteContext {
  /** How often a tensor is read: by calls, as an output, as a next value. */
  readonly uses: (tensor: Tensor) => number;
}

/** Another way to say what a call with one output computes, or `undefined`. The result has the same type. */
export type Rule = (call: Call, context: RewriteContext) => Tensor | undefined;

/** Applies rules from the leaves upwards until none fits; what nobody reads afterwards is left out. Calls keep their order. */
export function rewrite(graph: Graph, rules: readonly Rule[]): Graph {
  const uses = useCounts(graph);
  const context: RewriteContext = { uses: (tensor) => uses.get(tensor) ?? 1 };
  const replaced = new Map<Tensor, Tensor>();
  const resolve = (tensor: Tensor): Tensor => replaced.get(tensor) ?? tensor;
  const replace = (before: Tensor, after: Tensor): void => {
    if (before === after) return;
    replaced.set(before, after);
    uses.set(after, (uses.get(after) ?? 0) + context.uses(before));
  };
  const order: Call[] = [];
  const place = ({ origin }: Tensor): void => {
    if (origin.kind === 'call') order.push(origin.call);
  };
  for (const call of graph.calls) {
    const current = withInputs(call, call.inputs.map(resolve));
    call.outputs.forEach((output, position) => replace(output, current.outputs[position]));
    for (let step = nextStep(current, rules, context); step !== undefined; step = step.origin.kind === 'call' ? nextStep(step.origin.call, rules, context) : undefined) {
      replace(call.outputs[0], step);
    }
    place(resolve(call.outputs[0]));
  }
  const outputs = Object.fromEntries(Object.entries(graph.outputs).map(([name, tensor]) => [name, resolve(tensor)]));
  return buildGraph(outputs, graph.updates.map(({ variable, next }) => ({ variable, next: resolve(next) })), order);
}

function nextStep(call: Call, rules: readonly Rule[], context: RewriteContext): Tensor | undefined {
  if (call.outputs.length !== 1) return undefined;
  for (const rule of rules) {
    const better = rule(call, context);
    if (better !== undefined) return better;
  }
  return undefined;
}

/** How often each tensor of a graph is read. */
export function useCounts(graph: Graph): Map<Tensor, number> {
  const uses = new Map<Tensor, number>();
  const readers = [...graph.calls.map(({ inputs }) => inputs), Object.values(graph.outputs), graph.updates.map(({ next }) => next)];
  for (const tensors of readers) for (const tensor of tensors) uses.set(tensor, (uses.get(tensor) ?? 0) + 1);
  return uses;
}
