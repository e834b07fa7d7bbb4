import type { Graph } from '../graph/graph.js';
import type { TensorValue } from '../graph/tensor.js';
import type { EngineDevice } from './configuration.js';

/** What an engine is, for `avtool engines:list`, reports and run folders. */
export interface EngineDescription {
  readonly name: string;
  readonly version: string;
  /** E.g. `cpu`. */
  readonly device: string;
  readonly threads: number;
  /** Operators of the domain it cannot run, with the reason. */
  readonly cannot: Readonly<Record<string, string>>;
}

/** Bytes held by one program. */
export interface ProgramMemory {
  readonly variableBytes: number;
  /** Peak resident memory of the process, as the engine sees it. */
  readonly peakResidentBytes: number;
}

/**
 * A compiled graph with its variables. Variables stay in the engine between runs and are never copied per step.
 * Between two runs variables may be read and written; runs are serialised in call order.
 */
export interface Program {
  /**
   * Computes all outputs from the inputs and the variables, then lets the updates take effect together.
   * Never blocks the calling thread for long: engines that compute synchronously do it in a worker.
   * @param inputs one value per graph input, by name; an engine may take over (transfer) the buffers
   * @throws Error for a missing input or another shape, naming it
   */
  run(inputs: Readonly<Record<string, TensorValue>>): Promise<Record<string, TensorValue>>;
  /** Copies of variables, by name; all unless names are given. */
  readState(names?: readonly string[]): Promise<Map<string, TensorValue>>;
  /** Sets variables. @throws Error for an unknown name or another shape, naming it */
  writeState(values: ReadonlyMap<string, TensorValue>): Promise<void>;
  memory(): Promise<ProgramMemory>;
  /** Frees everything; idempotent. */
  dispose(): Promise<void>;
}

export interface CompileOptions {
  /** First values of the graph's variables, by name. Every variable must be given. */
  readonly initialState: ReadonlyMap<string, TensorValue>;
}

/** A device that an engine knows, and whether it can be used here. */
export interface DeviceState {
  readonly name: EngineDevice;
  /** Why it cannot be used; absent where it can. */
  readonly missing?: string;
  /** What installs it. */
  readonly fix?: string;
}

export interface Engine {
  readonly name: string;
  /** Cheap: nothing is computed. @throws AvtoolError ENGINE_UNAVAILABLE, ENGINE_DEVICE_UNAVAILABLE where it cannot be used here */
  describe(): Promise<EngineDescription>;
  /** Tries every device the engine knows, for lists; absent in engines with one device. */
  devices?(): Promise<readonly DeviceState[]>;
  compile(graph: Graph, options: CompileOptions): Promise<Program>;
  /** Disposes all programs; idempotent. */
  dispose(): Promise<void>;
}

/** What an engine is made with. */
export interface EngineOptions {
  /** Threads of one operator; 0: as many as the engine finds best here. */
  readonly threads: number;
  /** An engine that has not the asked device refuses; it never takes another one instead, unless asked for `auto`. */
  readonly device: EngineDevice;
  /** Takes one line for the user: which device `auto` chose, or what stands in for what cannot be loaded. */
  readonly onNotice: (line: string) => void;
}

/** An engine by name: one of avtool's own, or one that a plugin brings. */
export interface EngineDefinition {
  readonly name: string;
  /** One line, for lists. */
  readonly description: string;
  /** Loads what the engine needs. @throws AvtoolError ENGINE_UNAVAILABLE, ENGINE_DEVICE_UNAVAILABLE (exit 3) naming what installs it */
  create(options: EngineOptions): Promise<Engine>;
}
