import { elementCount } from '../../../domain/graph/shapes.js';
import type { TensorType, TensorValue } from '../../../domain/graph/tensor.js';
import { bytesPerElement } from '../../../domain/graph/passes/live-bytes.js';
import type { Program, ProgramMemory } from '../../../domain/ports/engine.js';
import type { WorkerConnection } from '../worker-thread/worker-connection.js';
import { ownedArray, takenArray, type EngineArray } from './checked-array.js';
import type { GraphPlan } from './plan-graph.js';
import type { WorkerRequests } from './worker-messages.js';

/** The near end of a program whose variables live in the worker. */
export class TfjsProgram implements Program {
  private disposing: Promise<void> | undefined;

  constructor(
    private readonly connection: WorkerConnection<WorkerRequests>,
    private readonly program: number,
    private readonly plan: Pick<GraphPlan, 'inputs' | 'outputs' | 'variables'>,
  ) {}

  async run(inputs: Readonly<Record<string, TensorValue>>): Promise<Record<string, TensorValue>> {
    this.checkAlive();
    const arrays: Record<string, EngineArray> = {};
    for (const { name, ...type } of this.plan.inputs) arrays[name] = takenArray(`input "${name}"`, type, Object.hasOwn(inputs, name) ? inputs[name] : undefined);
    const results = await this.connection.request('run', { program: this.program, inputs: arrays }, buffersOf(arrays));
    return Object.fromEntries(this.plan.outputs.map(({ name, dtype, shape }) => [name, { dtype, shape, data: results[name] }]));
  }

  async readState(names: readonly string[] = this.plan.variables.map(({ name }) => name)): Promise<Map<string, TensorValue>> {
    this.checkAlive();
    const types = names.map((name) => this.variableType(name));
    const arrays = await this.connection.request('read', { program: this.program, names });
    return new Map(names.map((name, position) => [name, { ...types[position], data: arrays[name] }]));
  }

  async writeState(values: ReadonlyMap<string, TensorValue>): Promise<void> {
    this.checkAlive();
    const arrays = Object.fromEntries([...values].map(([name, value]) => [name, ownedArray(`variable "${name}"`, this.variableType(name), value)]));
    await this.connection.request('write', { program: this.program, values: arrays }, buffersOf(arrays));
  }

  async memory(): Promise<ProgramMemory> {
    const bytes = this.plan.variables.map(({ dtype, shape }) => elementCount(shape) * bytesPerElement[dtype]);
    return { variableBytes: bytes.reduce((sum, size) => sum + size, 0), peakResidentBytes: process.resourceUsage().maxRSS * 1024 };
  }

  async dispose(): Promise<void> {
    this.disposing ??= this.release();
    await this.disposing;
  }

  private async release(): Promise<void> {
    if (!this.connection.isOpen()) return;
    await this.connection.request('release', { program: this.program });
  }

  private variableType(name: string): TensorType {
    const variable = this.plan.variables.find((candidate) => candidate.name === name);
    if (variable === undefined) throw new Error(`the program has no variable "${name}"`);
    return { dtype: variable.dtype, shape: variable.shape };
  }

  private checkAlive(): void {
    if (this.disposing !== undefined) throw new Error('the program is disposed');
  }
}

const buffersOf = (arrays: Readonly<Record<string, EngineArray>>): ArrayBuffer[] => Object.values(arrays).map(({ buffer }) => buffer);
