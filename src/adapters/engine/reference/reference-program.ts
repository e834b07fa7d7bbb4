import process from 'node:process';
import type { Graph } from '../../../domain/graph/graph.js';
import type { Tensor, TensorValue, Variable } from '../../../domain/graph/tensor.js';
import type { CompileOptions, Program, ProgramMemory } from '../../../domain/ports/engine.js';
import { checkedNumbers, copyOf } from './checked-values.js';
import type { Numbers, Operand } from './kernels/kernel.js';
import { planOf, type Step } from './plan.js';

/** Work between two visits of the event loop: short enough for a 10 ms timer to tick on time. */
const SLICE_MILLISECONDS = 5;

/** Interprets one graph, call by call. Arrays inside are never changed, so values may share them; what crosses the border is copied. */
export class ReferenceProgram implements Program {
  private readonly steps: readonly Step[];
  private readonly constants: ReadonlyMap<Tensor, Numbers>;
  private readonly variables: ReadonlyMap<string, Variable>;
  private readonly state = new Map<string, Numbers>();
  private disposed = false;
  /** Settles when everything asked for so far is done. */
  private idle: Promise<unknown> = Promise.resolve();

  /** @throws Error for a variable without a first value, or with one of another shape */
  constructor(
    private readonly graph: Graph,
    { initialState }: CompileOptions,
    private readonly onDispose: () => void,
  ) {
    this.steps = planOf(graph);
    this.constants = new Map(
      graph.constants.flatMap((tensor) => (tensor.origin.kind === 'constant' ? [[tensor, checkedNumbers('constant', tensor, tensor.origin.value)]] : [])),
    );
    this.variables = new Map(graph.variables.map((variable) => [variable.name, variable]));
    for (const variable of graph.variables) this.state.set(variable.name, checkedNumbers(`variable "${variable.name}"`, variable, initialState.get(variable.name)));
  }

  async run(inputs: Readonly<Record<string, TensorValue>>): Promise<Record<string, TensorValue>> {
    this.refuseDisposed();
    const fed = new Map<string, Numbers>();
    for (const tensor of this.graph.inputs) {
      if (tensor.origin.kind !== 'input') continue;
      const { name } = tensor.origin;
      fed.set(name, checkedNumbers(`input "${name}"`, tensor, inputs[name]));
    }
    return this.inOrder(() => this.execute(fed));
  }

  async readState(names?: readonly string[]): Promise<Map<string, TensorValue>> {
    this.refuseDisposed();
    const variables = (names ?? [...this.variables.keys()]).map((name) => this.variable(name));
    return this.inOrder(() => new Map(variables.map((variable) => [variable.name, copyOf(variable, this.stateOf(variable.name))])));
  }

  async writeState(values: ReadonlyMap<string, TensorValue>): Promise<void> {
    this.refuseDisposed();
    const checked = [...values].map(([name, value]) => [name, checkedNumbers(`variable "${name}"`, this.variable(name), value)] as const);
    return this.inOrder(() => checked.forEach(([name, numbers]) => this.state.set(name, numbers)));
  }

  async memory(): Promise<ProgramMemory> {
    const variableBytes = [...this.state.values()].reduce((bytes, { byteLength }) => bytes + byteLength, 0);
    return { variableBytes, peakResidentBytes: process.resourceUsage().maxRSS * 1024 };
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.onDispose();
    return this.inOrder(() => this.state.clear());
  }

  private async execute(fed: ReadonlyMap<string, Numbers>): Promise<Record<string, TensorValue>> {
    const computed = new Map<Tensor, Numbers>();
    const operand = (tensor: Tensor): Operand => ({ dtype: tensor.dtype, shape: tensor.shape, data: this.valueOf(tensor, fed, computed) });
    let sliceStart = performance.now();
    for (const { call, kernel, lastUses } of this.steps) {
      const results = kernel(call.inputs.map(operand), call.attributes, call.outputs);
      call.outputs.forEach((tensor, position) => computed.set(tensor, results[position]));
      lastUses.forEach((tensor) => computed.delete(tensor));
      if (performance.now() - sliceStart > SLICE_MILLISECONDS) {
        await new Promise((resolve) => setImmediate(resolve));
        sliceStart = performance.now();
      }
    }
    const outputs = Object.entries(this.graph.outputs).map(([name, tensor]): [string, TensorValue] => [name, copyOf(tensor, operand(tensor).data)]);
    const next = this.graph.updates.map((update) => [update.variable.name, operand(update.next).data] as const);
    next.forEach(([name, numbers]) => this.state.set(name, numbers));
    return Object.fromEntries(outputs);
  }

  private valueOf(tensor: Tensor, fed: ReadonlyMap<string, Numbers>, computed: ReadonlyMap<Tensor, Numbers>): Numbers {
    const { origin } = tensor;
    const numbers =
      origin.kind === 'input' ? fed.get(origin.name) : origin.kind === 'variable' ? this.state.get(origin.variable.name) : origin.kind === 'constant' ? this.constants.get(tensor) : computed.get(tensor);
    if (numbers === undefined) throw new Error(`the graph reads a ${origin.kind} before it has a value`);
    return numbers;
  }

  private stateOf(name: string): Numbers {
    const numbers = this.state.get(name);
    if (numbers === undefined) throw new Error(`variable "${name}" has no value`);
    return numbers;
  }

  private variable(name: string): Variable {
    const variable = this.variables.get(name);
    if (variable === undefined) throw new Error(`the program has no variable "${name}"`);
    return variable;
  }

  private refuseDisposed(): void {
    if (this.disposed) throw new Error('the program is disposed');
  }

  /** Runs `work` when everything asked for before is done, whether that worked or not. */
  private inOrder<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.idle.then(work);
    this.idle = result.catch(() => undefined);
    return result;
  }
}
