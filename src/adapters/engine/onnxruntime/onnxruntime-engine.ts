import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Graph } from '../../../domain/graph/graph.js';
import type { CompileOptions, Engine, EngineDescription, Program } from '../../../domain/ports/engine.js';
import { lowerGraph, type Port } from './lower-graph.js';
import { OnnxruntimeProgram } from './onnxruntime-program.js';
import { physicalCores } from './physical-cores.js';
import { storageType, type Precision } from './precision.js';
import { StorePieces } from './store-pieces.js';
import { WorkerConnection } from './worker-connection.js';
import type { PortLayout, SessionSettings } from './worker-messages.js';

export interface OnnxruntimeOptions {
  /** Threads of one product; the physical cores unless given. */
  readonly threads?: number;
  readonly provider?: 'cpu';
  /** `float32` unless given. */
  readonly precision?: Precision;
}

/** An engine over onnxruntime-node. Its sessions and variables live in one worker thread, which is started by the first use. */
export function createOnnxruntimeEngine({ threads = physicalCores(), provider = 'cpu', precision = 'float32' }: OnnxruntimeOptions = {}): Engine {
  return new OnnxruntimeEngine({ threads, provider }, precision);
}

class OnnxruntimeEngine implements Engine {
  readonly name = 'onnxruntime';
  private connection: WorkerConnection | undefined;
  private disposed = false;
  private programs = 0;

  constructor(
    private readonly settings: SessionSettings,
    private readonly precision: Precision,
  ) {}

  async describe(): Promise<EngineDescription> {
    const { version } = await this.connected().request('describe', {});
    return { name: this.name, version, device: this.settings.provider, threads: this.settings.threads, cannot: {} };
  }

  async compile(graph: Graph, { initialState }: CompileOptions): Promise<Program> {
    const connection = this.connected();
    const { model, inputs, outputs, stores } = lowerGraph(graph, this.precision);
    const pieces = new StorePieces(stores, this.precision);
    const state = pieces.valuesOf(initialState, pieces.names());
    const program = this.programs++;
    const layouts = stores.map(({ port, nextPort, dtype, shape }) => ({ port, nextPort, type: storageType(dtype, this.precision), shape }));
    const layoutOf = ({ name, port, dtype, shape }: Port): PortLayout => ({ name, port, type: storageType(dtype, this.precision), shape });
    const transfer = [model.buffer, ...state.map(({ values }) => values.buffer)];
    await connection.request('compile', { program, model, inputs: inputs.map(layoutOf), outputs: outputs.map(layoutOf), stores: layouts, state, settings: this.settings }, transfer);
    return new OnnxruntimeProgram(connection, program, { inputs, outputs, stores }, pieces, this.precision);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await this.connection?.close();
  }

  private connected(): WorkerConnection {
    if (this.disposed) throw new Error('the onnxruntime engine is disposed');
    this.connection ??= startWorker();
    return this.connection;
  }
}

/** The worker's module lies beside this one. Run from source (tests, development), it needs tsx in its own thread. */
function startWorker(): WorkerConnection {
  if (!import.meta.url.endsWith('.ts')) return new WorkerConnection(new URL('./engine-worker.js', import.meta.url));
  const source = new URL('./engine-worker.ts', import.meta.url).href;
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')).href;
  const script = `import { tsImport } from ${JSON.stringify(tsx)}; await tsImport(${JSON.stringify(source)}, import.meta.url);`;
  return new WorkerConnection(new URL(`data:text/javascript,${encodeURIComponent(script)}`));
}
