import { elementCount } from '../../../domain/graph/shapes.js';
import type { TensorValue } from '../../../domain/graph/tensor.js';
import type { Program, ProgramMemory } from '../../../domain/ports/engine.js';
import type { WorkerConnection } from '../worker-thread/worker-connection.js';
import { takenEngineArray, type EngineArray } from './engine-array.js';
import { bytesOf, storageType, type Precision } from './precision.js';
import type { PreparedProgram } from './prepare-program.js';
import { checkValue, type StorePieces } from './store-pieces.js';
import type { WorkerRequests } from './worker-messages.js';

/** The near end of a program whose session and variables live in the worker. */
export class OnnxruntimeProgram implements Program {
  private disposing: Promise<void> | undefined;

  constructor(
    private readonly connection: WorkerConnection<WorkerRequests>,
    private readonly program: number,
    private readonly prepared: Pick<PreparedProgram, 'inputs' | 'outputs' | 'stores'>,
    private readonly pieces: StorePieces,
    private readonly precision: Precision,
  ) {}

  async run(inputs: Readonly<Record<string, TensorValue>>): Promise<Record<string, TensorValue>> {
    this.checkAlive();
    const arrays: Record<string, EngineArray> = {};
    for (const { name, dtype, shape } of this.prepared.inputs) {
      if (!Object.hasOwn(inputs, name)) throw new Error(`input "${name}" is missing`);
      checkValue(`input "${name}"`, { dtype, shape }, inputs[name]);
      arrays[name] = takenEngineArray(inputs[name], this.precision);
    }
    const results = await this.connection.request('run', { program: this.program, inputs: arrays }, Object.values(arrays).map(({ buffer }) => buffer));
    return Object.fromEntries(this.prepared.outputs.map(({ name, dtype, shape }) => [name, { dtype, shape, data: results[name] }]));
  }

  async readState(names: readonly string[] = this.pieces.names()): Promise<Map<string, TensorValue>> {
    this.checkAlive();
    const places = names.map((name) => this.pieces.place(name));
    const arrays = await this.connection.request('read', { program: this.program, pieces: places.map(({ piece }) => piece) });
    return new Map(names.map((name, position) => [name, { ...places[position].type, data: arrays[position] }]));
  }

  async writeState(values: ReadonlyMap<string, TensorValue>): Promise<void> {
    this.checkAlive();
    const pieces = this.pieces.valuesOf(values);
    await this.connection.request('write', { program: this.program, pieces }, pieces.map((piece) => piece.values.buffer));
  }

  /** Variables that the session itself changes count twice: they are held in two buffers. */
  async memory(): Promise<ProgramMemory> {
    const bytes = this.prepared.stores.map(({ dtype, shape, nextPort }) => elementCount(shape) * bytesOf[storageType(dtype, this.precision)] * (nextPort === undefined ? 1 : 2));
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

  private checkAlive(): void {
    if (this.disposing !== undefined) throw new Error('the program is disposed');
  }
}
