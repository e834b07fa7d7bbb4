import type { Tensor } from '@tensorflow/tfjs-core';
import { elementCount, formatShape, sameShape } from '../../../domain/graph/shapes.js';
import type { TensorType } from '../../../domain/graph/tensor.js';
import type { EngineArray } from './checked-array.js';
import type { Backend } from './lowerings/lowering.js';
import { loweringOf } from './lowerings/table.js';
import type { GraphPlan, PlanStep, Slot } from './plan-graph.js';
import type { NamedArrays } from './worker-messages.js';

/** One graph and its variables in the backend's memory, inside the worker. Each slot owns one handle, each variable and constant another. */
export class HostedProgram {
  private readonly constants: readonly { readonly slot: Slot; readonly tensor: Tensor }[];
  private readonly state: Map<string, Tensor>;

  /** @param state a value for every variable */
  constructor(
    private readonly backend: Backend,
    private readonly plan: GraphPlan,
    state: NamedArrays,
  ) {
    this.constants = plan.constants.map(({ slot, values, ...type }) => ({ slot, tensor: this.uploaded(type, values) }));
    this.state = new Map(plan.variables.map(({ name, ...type }) => [name, this.uploaded(type, state[name])]));
  }

  /** Computes the outputs; then all next values take effect together. */
  run(inputs: NamedArrays): NamedArrays {
    const values = new Array<Tensor | undefined>(this.plan.slots).fill(undefined);
    const fed = this.plan.inputs.map(({ name, slot, ...type }) => ({ slot, tensor: this.uploaded(type, inputs[name]) }));
    for (const { slot, tensor } of [...fed, ...this.constants]) values[slot] = tensor;
    for (const { name, slots } of this.plan.variables) for (const slot of slots) values[slot] = this.variable(name);
    const made = new Set<Slot>();
    try {
      for (const step of this.plan.steps) {
        this.take(step, values);
        step.outputs.forEach((slot) => made.add(slot));
        for (const slot of step.lastUses) {
          valueAt(values, slot).dispose();
          made.delete(slot);
        }
      }
      const results = Object.fromEntries(this.plan.outputs.map(({ name, slot }) => [name, downloaded(valueAt(values, slot))]));
      // Clones share memory: a next value may be an input, a constant, another variable, or two of them.
      const next = this.plan.updates.map(({ name, slot }) => [name, this.backend.tf.clone(valueAt(values, slot))] as const);
      for (const [name, tensor] of next) {
        this.variable(name).dispose();
        this.state.set(name, tensor);
      }
      return results;
    } finally {
      for (const slot of made) valueAt(values, slot).dispose();
      for (const { tensor } of fed) tensor.dispose();
    }
  }

  read(names: readonly string[]): NamedArrays {
    return Object.fromEntries(names.map((name) => [name, downloaded(this.variable(name))]));
  }

  write(values: NamedArrays): void {
    for (const { name, ...type } of this.plan.variables) {
      if (!Object.hasOwn(values, name)) continue;
      this.variable(name).dispose();
      this.state.set(name, this.uploaded(type, values[name]));
    }
  }

  release(): void {
    for (const tensor of [...this.state.values(), ...this.constants.map((constant) => constant.tensor)]) tensor.dispose();
    this.state.clear();
  }

  private take({ operator, attributes, inputs, outputs, results }: PlanStep, values: (Tensor | undefined)[]): void {
    const { tf } = this.backend;
    const isEmpty = results.every(({ shape }) => elementCount(shape) === 0);
    const operands = inputs.map((slot) => valueAt(values, slot));
    // Frees what the lowering makes on its way; an operand belongs to its own slot.
    const computed = (): Tensor[] => [loweringOf(operator)(this.backend, operands, attributes, results)].flat().map((result) => (operands.includes(result) ? tf.clone(result) : result));
    const made = isEmpty ? results.map(({ shape, dtype }) => tf.tensor([], [...shape], dtype)) : tf.tidy(computed);
    outputs.forEach((slot, position) => {
      values[slot] = made[position];
    });
    results.forEach((type, position) => checkType(operator, type, made[position]));
  }

  private uploaded({ dtype, shape }: TensorType, values: EngineArray): Tensor {
    return this.backend.tf.tensor(values, [...shape], dtype);
  }

  private variable(name: string): Tensor {
    const tensor = this.state.get(name);
    if (tensor === undefined) throw new Error(`variable "${name}" has no value`);
    return tensor;
  }
}

function valueAt(values: readonly (Tensor | undefined)[], slot: Slot): Tensor {
  const tensor = values[slot];
  if (tensor === undefined) throw new Error(`the plan reads slot ${slot} before it has a value`);
  return tensor;
}

function checkType(operator: string, { dtype, shape }: TensorType, made: Tensor): void {
  if (made.dtype !== dtype || !sameShape(made.shape, shape)) throw new Error(`tfjs made ${made.dtype}${formatShape(made.shape)} of ${operator}, which gives ${dtype}${formatShape(shape)}`);
}

/** A copy: backends may hand out their own memory, and the one in JavaScript keeps integers it was told to take for floats. */
function downloaded(tensor: Tensor): EngineArray {
  const values = tensor.dataSync();
  switch (tensor.dtype) {
    case 'float32':
      return Float32Array.from(values);
    case 'int32':
      return Int32Array.from(values);
    case 'bool':
      return Uint8Array.from(values);
    default:
      throw new Error(`a tensor holds ${tensor.dtype}, which this engine never makes`);
  }
}
