import { availableParallelism } from 'node:os';
import type { Graph } from '../../../domain/graph/graph.js';
import type { CompileOptions, Engine, EngineDescription, Program } from '../../../domain/ports/engine.js';
import { startWorker } from '../worker-thread/start-worker.js';
import type { WorkerConnection } from '../worker-thread/worker-connection.js';
import { tfjsBindings, type TfjsBinding } from './bindings.js';
import { ownedArray } from './checked-array.js';
import { neededBytes } from './needed-bytes.js';
import { planGraph } from './plan-graph.js';
import { TfjsProgram } from './tfjs-program.js';
import type { BindingChoice, WorkerRequests } from './worker-messages.js';

export interface TfjsOptions {
  /** Exactly this package, or `best`: the first of {@link tfjsBindings} that can be loaded; `describe` says which. */
  readonly binding: TfjsBinding | 'best';
  /** Where `engines:install` puts native packages, each in NAME/node_modules; only Node's own resolution unless given. */
  readonly enginesFolder?: string;
}

const names: Readonly<Record<TfjsOptions['binding'], string>> = { 'tfjs-node-gpu': 'tfjs-node-gpu', 'tfjs-node': 'tfjs-node', wasm: 'tfjs-wasm', cpu: 'tfjs-cpu', best: 'tfjs' };

/**
 * An engine that runs the domain's graph with the forward kernels of TensorFlow.js. Its tensors live in one worker thread, which is started by the first use.
 * The first call throws AvtoolError ENGINE_UNAVAILABLE where the binding is not here.
 */
export function createTfjsEngine({ binding, enginesFolder }: TfjsOptions): Engine {
  return new TfjsEngine(names[binding], { candidates: binding === 'best' ? tfjsBindings : [binding], enginesFolder });
}

class TfjsEngine implements Engine {
  private connection: WorkerConnection<WorkerRequests> | undefined;
  private disposed = false;
  private programs = 0;

  constructor(
    readonly name: string,
    private readonly choice: BindingChoice,
  ) {}

  async describe(): Promise<EngineDescription> {
    const { binding, version, device } = await this.connected().request('describe', { choice: this.choice });
    const isNative = binding !== 'wasm' && binding !== 'cpu';
    return { name: this.name, version, device, threads: isNative ? availableParallelism() : 1, cannot: {} };
  }

  async compile(graph: Graph, { initialState }: CompileOptions): Promise<Program> {
    const connection = this.connected();
    const plan = planGraph(graph);
    const state = Object.fromEntries(plan.variables.map(({ name, ...type }) => [name, ownedArray(`variable "${name}"`, type, initialState.get(name))]));
    const program = this.programs++;
    const transfer = [...Object.values(state), ...plan.constants.map(({ values }) => values)].map(({ buffer }) => buffer);
    await connection.request('compile', { program, plan, state, neededBytes: neededBytes(graph), choice: this.choice }, transfer);
    const { inputs, outputs, variables } = plan;
    return new TfjsProgram(connection, program, { inputs, outputs, variables });
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await this.connection?.close();
  }

  private connected(): WorkerConnection<WorkerRequests> {
    if (this.disposed) throw new Error(`the ${this.name} engine is disposed`);
    this.connection ??= startWorker(this.name, new URL('./engine-worker.js', import.meta.url));
    return this.connection;
  }
}
