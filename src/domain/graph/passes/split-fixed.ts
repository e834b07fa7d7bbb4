import { buildGraph, type Graph } from '../graph.js';
import { variableTensor } from '../leaves.js';
import type { Call, Tensor, Variable } from '../tensor.js';
import { substitute } from './substitute.js';

/** A graph in two: what is the same in every run, and the rest. */
export interface SplitGraph {
  /** Computes, from constants and variables that do not change, the values of variables of `varying`: its outputs carry their names. */
  readonly fixed: Graph;
  /** The outputs and updates of the whole; reads what `fixed` computes from variables of their own. */
  readonly varying: Graph;
}

/** Of the multiply-adds of the whole. */
const worthwhileShare = 0.01;

/** Names of the variables that carry values from one graph to the other. */
const carrierName = (position: number): string => `fixed/${position}`;

/**
 * Takes out of a graph what depends on variables that do not change and on nothing that is fed: with frozen encoders their text embeddings and position biases.
 * Weights that are merely moved or scaled stay where they are.
 * @param changes whether a variable has another value in another run, by name; those that the graph updates always do
 * @returns undefined where that saves less than {@link worthwhileShare}: a graph more takes time, too
 */
export function splitFixed(graph: Graph, changes: (name: string) => boolean): SplitGraph | undefined {
  const updated = new Set(graph.updates.map(({ variable }) => variable.name));
  const fixed = fixedCalls(graph, (name) => updated.has(name) || changes(name));
  const readers = readersOf(graph);
  const readOutside = (tensor: Tensor): boolean => readers.get(tensor)?.some((reader) => reader === undefined || !fixed.has(reader)) ?? false;
  // Readers come before what they read: whoever is left out passes on that its operands are read from outside.
  for (const call of [...graph.calls].reverse()) {
    if (!fixed.has(call) || !call.outputs.some(readOutside)) continue;
    if (!fixed.get(call) || call.operator.name === 'Expand' || call.outputs.some(({ dtype }) => dtype !== 'float32')) fixed.delete(call);
  }
  const carried = graph.calls.filter((call) => fixed.has(call)).flatMap(({ outputs }) => outputs.filter(readOutside));
  const saved = multiplyAddsOf([...fixed.keys()]);
  if (saved === 0 || saved < worthwhileShare * multiplyAddsOf(graph.calls)) return undefined;
  const carriers = new Map(carried.map((tensor, position) => [tensor, variableTensor(carrier(tensor, position))]));
  const { resolve, calls } = substitute(graph, (tensor) => carriers.get(tensor));
  const outputs = Object.fromEntries(Object.entries(graph.outputs).map(([name, tensor]) => [name, resolve(tensor)]));
  const varying = buildGraph(outputs, graph.updates.map(({ variable, next }) => ({ variable, next: resolve(next) })), calls);
  return { fixed: buildGraph(Object.fromEntries(carried.map((tensor, position) => [carrierName(position), tensor]))), varying };
}

const multiplyAddsOf = (calls: readonly Call[]): number => calls.reduce((sum, { operator, inputs, outputs, attributes }) => sum + (operator.multiplyAdds?.(inputs, outputs, attributes) ?? 0), 0);

/** Calls whose value is the same in every run and depends on a variable, and whether a product stands behind it. */
function fixedCalls(graph: Graph, changes: (name: string) => boolean): Map<Call, boolean> {
  const fixed = new Map<Call, boolean>();
  /** Pure constants: the same in every run, and the engine folds them. */
  const plain = new Set<Call>();
  for (const call of graph.calls) {
    const kinds = call.inputs.map(({ origin }) => {
      switch (origin.kind) {
        case 'constant':
          return 'plain';
        case 'variable':
          return changes(origin.variable.name) ? 'varying' : 'fixed';
        case 'input':
          return 'varying';
        case 'call':
          return fixed.has(origin.call) ? 'fixed' : plain.has(origin.call) ? 'plain' : 'varying';
      }
    });
    if (kinds.includes('varying')) continue;
    if (!kinds.includes('fixed')) plain.add(call);
    else fixed.set(call, call.operator.multiplyAdds !== undefined || call.inputs.some(({ origin }) => origin.kind === 'call' && fixed.get(origin.call) === true));
  }
  return fixed;
}

/** Who reads each tensor: calls, or `undefined` for outputs and next values. */
function readersOf(graph: Graph): ReadonlyMap<Tensor, readonly (Call | undefined)[]> {
  const readers = new Map<Tensor, (Call | undefined)[]>();
  const add = (tensor: Tensor, reader: Call | undefined): void => {
    const known = readers.get(tensor);
    if (known === undefined) readers.set(tensor, [reader]);
    else known.push(reader);
  };
  for (const call of graph.calls) for (const operand of call.inputs) add(operand, call);
  for (const tensor of [...Object.values(graph.outputs), ...graph.updates.map(({ next }) => next)]) add(tensor, undefined);
  return readers;
}

const carrier = ({ dtype, shape }: Tensor, position: number): Variable => ({ name: carrierName(position), dtype, shape, kind: 'statistic', trainable: false, initialiser: { kind: 'constant', value: 0 } });
