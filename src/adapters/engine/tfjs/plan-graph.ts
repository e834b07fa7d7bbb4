import type { Graph } from '../../../domain/graph/graph.js';
import { operatorTable, type OperatorName } from '../../../domain/graph/operators/table.js';
import type { Attributes, Call, Tensor, TensorType } from '../../../domain/graph/tensor.js';
import { ownedArray, type EngineArray } from './checked-array.js';

/** A value of the graph by its number in the plan. */
export type Slot = number;

/** One call: what it reads and makes, and whose memory is free after it. */
export interface PlanStep {
  readonly operator: OperatorName;
  readonly attributes: Attributes;
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
  readonly results: readonly TensorType[];
  readonly lastUses: readonly Slot[];
}

export interface NamedSlot extends TensorType {
  readonly name: string;
  readonly slot: Slot;
}

/** A graph as data that can be sent to a worker: no functions, values by number. */
export interface GraphPlan {
  readonly slots: number;
  readonly inputs: readonly NamedSlot[];
  /** A variable that the graph writes but never reads has no slot of its own. */
  readonly variables: readonly (TensorType & { readonly name: string; readonly slots: readonly Slot[] })[];
  readonly constants: readonly (TensorType & { readonly slot: Slot; readonly values: EngineArray })[];
  readonly steps: readonly PlanStep[];
  readonly outputs: readonly NamedSlot[];
  /** The next value of each variable that a run changes. */
  readonly updates: readonly NamedSlot[];
}

const typeOf = ({ dtype, shape }: TensorType): TensorType => ({ dtype, shape });

/** Numbers the values of a graph and finds, once, after which call each of them is used no more. @throws Error for an operator outside the table */
export function planGraph(graph: Graph): GraphPlan {
  const slots = new Map<Tensor, Slot>();
  const slotOf = (tensor: Tensor): Slot => {
    const known = slots.get(tensor);
    if (known !== undefined) return known;
    slots.set(tensor, slots.size);
    return slots.size - 1;
  };
  const inputs = graph.inputs.flatMap((tensor) => (tensor.origin.kind === 'input' ? [{ ...typeOf(tensor), name: tensor.origin.name, slot: slotOf(tensor) }] : []));
  const constants = graph.constants.flatMap((tensor) =>
    tensor.origin.kind === 'constant' ? [{ ...typeOf(tensor), slot: slotOf(tensor), values: ownedArray('a constant', tensor, tensor.origin.value) }] : [],
  );
  const lastReaders = lastReadersOf(graph);
  const steps = graph.calls.map((call): PlanStep => {
    const lastUses = [...new Set([...call.inputs, ...call.outputs])].filter((tensor) => lastReaders.get(tensor) === call);
    return {
      operator: operatorName(call),
      attributes: call.attributes,
      inputs: call.inputs.map(slotOf),
      outputs: call.outputs.map(slotOf),
      results: call.outputs.map(typeOf),
      lastUses: lastUses.map(slotOf),
    };
  });
  const outputs = Object.entries(graph.outputs).map(([name, tensor]) => ({ ...typeOf(tensor), name, slot: slotOf(tensor) }));
  const updates = graph.updates.map(({ variable, next }) => ({ ...typeOf(next), name: variable.name, slot: slotOf(next) }));
  const readers = variableTensors(slots);
  const variables = graph.variables.map((variable) => ({ ...typeOf(variable), name: variable.name, slots: (readers.get(variable.name) ?? []).map(slotOf) }));
  return { slots: slots.size, inputs, variables, constants, steps, outputs, updates };
}

/** For each value that a call makes and that does not outlive the run's calls, the last call that reads it (the one that makes it, where nobody does). */
function lastReadersOf(graph: Graph): Map<Tensor, Call> {
  const kept = new Set<Tensor>([...Object.values(graph.outputs), ...graph.updates.map(({ next }) => next)]);
  const last = new Map<Tensor, Call>();
  for (const call of graph.calls) {
    for (const tensor of [...call.outputs, ...call.inputs]) if (tensor.origin.kind === 'call' && !kept.has(tensor)) last.set(tensor, call);
  }
  return last;
}

/** A variable may be read through several tensors. */
function variableTensors(slots: ReadonlyMap<Tensor, Slot>): Map<string, Tensor[]> {
  const tensors = new Map<string, Tensor[]>();
  for (const tensor of slots.keys()) {
    if (tensor.origin.kind !== 'variable') continue;
    const { name } = tensor.origin.variable;
    tensors.set(name, [...(tensors.get(name) ?? []), tensor]);
  }
  return tensors;
}

const isOperatorName = (name: string): name is OperatorName => Object.hasOwn(operatorTable, name);

function operatorName({ operator: { name } }: Call): OperatorName {
  if (!isOperatorName(name)) throw new Error(`operator ${name} is not in the operator table: the tfjs engine cannot run it`);
  return name;
}
