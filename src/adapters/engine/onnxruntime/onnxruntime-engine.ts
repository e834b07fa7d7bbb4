import type { Graph } from '../../../domain/graph/graph.js';
import type { CompileOptions, DeviceState, Engine, EngineDescription, EngineOptions, Program } from '../../../domain/ports/engine.js';
import { startWorker } from '../worker-thread/start-worker.js';
import type { WorkerConnection } from '../worker-thread/worker-connection.js';
import { OnnxruntimeProgram } from './onnxruntime-program.js';
import type { RuntimeRequest } from './open-runtime.js';
import { physicalCores } from './physical-cores.js';
import { probeModel } from './probe-model.js';
import type { Precision } from './precision.js';
import { prepareProgram } from './prepare-program.js';
import { programLayout } from './program-layout.js';
import { StorePieces } from './store-pieces.js';
import type { WorkerRequests } from './worker-messages.js';

export interface OnnxruntimeOptions extends Partial<EngineOptions> {
  /** `float32` unless given. */
  readonly precision?: Precision;
}

/**
 * An engine over onnxruntime-node, or over onnxruntime-web where that has no binary for the platform, which is said.
 * Its sessions and variables live in one worker thread, which is started by the first use. On the CPU unless another device is asked for.
 */
export function createOnnxruntimeEngine(options: OnnxruntimeOptions = {}): Engine {
  return new OnnxruntimeEngine('onnxruntime', 'native', options);
}

/** An engine over onnxruntime-web: the same graphs in wasm, on the CPU, without a native binary. */
export function createOnnxruntimeWebEngine(options: OnnxruntimeOptions = {}): Engine {
  return new OnnxruntimeEngine('onnxruntime-web', 'wasm', options);
}

class OnnxruntimeEngine implements Engine {
  private readonly runtime: RuntimeRequest;
  private readonly precision: Precision;
  private readonly onNotice: (line: string) => void;
  private connection: WorkerConnection<WorkerRequests> | undefined;
  private opening: Promise<WorkerRequests['open']['response']> | undefined;
  private disposed = false;
  private programs = 0;

  constructor(
    readonly name: string,
    library: RuntimeRequest['library'],
    { threads = 0, device = 'cpu', precision = 'float32', onNotice = () => undefined }: OnnxruntimeOptions,
  ) {
    this.runtime = { library, device, threads: threads === 0 ? physicalCores() : threads, probe: probeModel() };
    this.precision = precision;
    this.onNotice = onNotice;
  }

  async describe(): Promise<EngineDescription> {
    const { version, device } = await this.opened();
    return { name: this.name, version, device, threads: this.runtime.threads, cannot: {} };
  }

  async devices(): Promise<readonly DeviceState[]> {
    return await this.connected().request('devices', this.runtime);
  }

  async compile(graph: Graph, { initialState }: CompileOptions): Promise<Program> {
    const { device } = await this.opened();
    const connection = this.connected();
    const prepared = prepareProgram(graph, { precision: this.precision, device });
    const pieces = new StorePieces(prepared.stores, this.precision);
    const state = pieces.valuesOf(initialState, pieces.names());
    const program = this.programs++;
    const layout = programLayout(prepared, this.precision);
    const transfer = [layout.model.buffer, ...layout.formulas.map(({ model }) => model.buffer), ...state.map(({ values }) => values.buffer)];
    const { notices } = await connection.request('compile', { program, ...layout, state }, transfer);
    notices.forEach((line) => this.onNotice(line));
    return new OnnxruntimeProgram(connection, program, prepared, pieces, this.precision);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await this.connection?.close();
  }

  /** Library and device, settled once. */
  private async opened(): Promise<WorkerRequests['open']['response']> {
    const connection = this.connected();
    this.opening ??= connection.request('open', this.runtime).then((opened) => {
      opened.notices.forEach((line) => this.onNotice(line));
      return opened;
    });
    return await this.opening;
  }

  private connected(): WorkerConnection<WorkerRequests> {
    if (this.disposed) throw new Error(`the ${this.name} engine is disposed`);
    this.connection ??= startWorker(this.name, new URL('./engine-worker.js', import.meta.url));
    return this.connection;
  }
}
