import { buildGraph, type Graph } from '../graph.js';
import { formatShape } from '../shapes.js';
import type { Attributes, Call, Operator, Tensor, TensorValue } from '../tensor.js';
import { attributesKey } from './attributes-key.js';
import { withInputs } from './with-inputs.js';

/**
 * The same outputs and updates with fewer calls: calls of one operator on the same inputs with the same attributes become one, and so do
 * leaves that stand for one variable and constants of equal content. Operators are pure (random numbers enter as inputs), so nothing else changes.
 */
export function mergeCommonSubexpressions(graph: Graph): Graph {
  const merged = new Map<Tensor, Tensor>();
  const resolve = (tensor: Tensor): Tensor => merged.get(tensor) ?? tensor;
  mergeLeaves(graph, merged);
  const identities = new Identities();
  const known = new Map<string, Call>();
  const order: Call[] = [];
  for (const call of graph.calls) {
    const inputs = call.inputs.map(resolve);
    const key = [identities.of(call.operator), attributesKey(call.attributes), ...inputs.map((tensor) => identities.of(tensor))].join(' ');
    const survivor = known.get(key) ?? withInputs(call, inputs);
    known.set(key, survivor);
    order.push(survivor);
    call.outputs.forEach((output, position) => merged.set(output, survivor.outputs[position]));
  }
  const outputs = Object.fromEntries(Object.entries(graph.outputs).map(([name, tensor]) => [name, resolve(tensor)]));
  return buildGraph(outputs, graph.updates.map(({ variable, next }) => ({ variable, next: resolve(next) })), order);
}

/** Small numbers for objects, the same for the same object. */
class Identities {
  private readonly numbers = new Map<Tensor | Operator<Attributes>, number>();

  of(thing: Tensor | Operator<Attributes>): number {
    const number = this.numbers.get(thing) ?? this.numbers.size;
    this.numbers.set(thing, number);
    return number;
  }
}

function mergeLeaves(graph: Graph, merged: Map<Tensor, Tensor>): void {
  const constants = new Map<string, { tensor: Tensor; value: TensorValue }[]>();
  const variables = new Map<string, Tensor>();
  const leaves = [...graph.constants, ...graph.calls.flatMap(({ inputs }) => inputs), ...Object.values(graph.outputs), ...graph.updates.map(({ next }) => next)];
  for (const tensor of new Set(leaves)) {
    const { origin } = tensor;
    if (origin.kind === 'variable') {
      const first = variables.get(origin.variable.name) ?? tensor;
      variables.set(origin.variable.name, first);
      merged.set(tensor, first);
    }
    if (origin.kind === 'constant') {
      const key = `${tensor.dtype}${formatShape(tensor.shape)} ${checksum(origin.value)}`;
      const alike = constants.get(key) ?? [];
      constants.set(key, alike);
      const first = alike.find(({ value }) => sameNumbers(value, origin.value));
      if (first === undefined) alike.push({ tensor, value: origin.value });
      else merged.set(tensor, first.tensor);
    }
  }
}

/** Sorts constants into groups of probably equal content; equal content has equal sums. */
function checksum({ data }: TensorValue): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i] * (1 + (i % 31));
  return sum;
}

/** Element by element, −0 apart from 0 and NaN equal to itself. */
function sameNumbers(a: TensorValue, b: TensorValue): boolean {
  for (let i = 0; i < a.data.length; i++) if (!Object.is(a.data[i], b.data[i])) return false;
  return true;
}
