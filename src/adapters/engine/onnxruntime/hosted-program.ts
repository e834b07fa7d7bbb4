import type { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import { elementCount } from '../../../domain/graph/shapes.js';
import { newEngineArray, type EngineArray } from './engine-array.js';
import type { PortLayout, SessionSettings, StoreLayout, StorePiece, StoreValues, WorkerRequests } from './worker-messages.js';

export type OnnxRuntime = typeof import('onnxruntime-node');

/** Two arrays when a run changes the store: one is read while the other is written. */
interface Store {
  readonly layout: StoreLayout;
  current: OnnxTensor;
  next: OnnxTensor | undefined;
}

/** One session and the variables of its graph, inside the worker. */
export class HostedProgram {
  private constructor(
    private readonly runtime: OnnxRuntime,
    private readonly session: InferenceSession,
    private readonly inputs: readonly PortLayout[],
    private readonly outputs: readonly PortLayout[],
    private readonly stores: readonly Store[],
  ) {}

  /** @throws Error of onnxruntime, naming the node it refuses */
  static async create(runtime: OnnxRuntime, { model, inputs, outputs, stores, state, settings }: WorkerRequests['compile']['request']): Promise<HostedProgram> {
    const session = await runtime.InferenceSession.create(model, sessionOptions(settings));
    const made = stores.map((layout, position) => makeStore(runtime, layout, state.filter(({ store }) => store === position)));
    return new HostedProgram(runtime, session, inputs, outputs, made);
  }

  /** Computes outputs in fresh arrays; then all next values take effect together. */
  async run(values: Readonly<Record<string, EngineArray>>): Promise<Record<string, EngineArray>> {
    const feeds: Record<string, OnnxTensor> = {};
    const fetches: Record<string, OnnxTensor> = {};
    const results: Record<string, EngineArray> = {};
    for (const { name, port, type, shape } of this.inputs) feeds[port] = onnxTensor(this.runtime, { type, shape }, values[name]);
    for (const { name, port, type, shape } of this.outputs) {
      results[name] = newEngineArray(type, elementCount(shape));
      fetches[port] = onnxTensor(this.runtime, { type, shape }, results[name]);
    }
    for (const { layout, current, next } of this.stores) {
      feeds[layout.port] = current;
      if (layout.nextPort !== undefined && next !== undefined) fetches[layout.nextPort] = next;
    }
    await this.session.run(feeds, fetches);
    for (const store of this.stores) if (store.next !== undefined) [store.current, store.next] = [store.next, store.current];
    return results;
  }

  read(pieces: readonly StorePiece[]): EngineArray[] {
    return pieces.map(({ store, offset, length }) => arrayOf(this.stores[store].current).slice(offset, offset + length));
  }

  write(pieces: readonly StoreValues[]): void {
    for (const { store, offset, values } of pieces) arrayOf(this.stores[store].current).set(values, offset);
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}

/** Measured settings: memory pattern doubles the peak, denormal moments slow Adam thirty times (notes/engines §2.2). */
function sessionOptions({ threads, provider }: SessionSettings): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    enableMemPattern: false,
    enableCpuMemArena: true,
    // Errors come as exceptions: only what ends the process is worth a line on stderr.
    logSeverityLevel: 4,
    extra: { session: { set_denormal_as_zero: '1' } },
  };
}

function makeStore(runtime: OnnxRuntime, layout: StoreLayout, state: readonly StoreValues[]): Store {
  const length = elementCount(layout.shape);
  const [first] = state;
  const whole = state.length === 1 && first.length === length ? first.values : newEngineArray(layout.type, length);
  if (whole !== first.values) for (const { offset, values } of state) whole.set(values, offset);
  const next = layout.nextPort === undefined ? undefined : onnxTensor(runtime, layout, newEngineArray(layout.type, length));
  return { layout, current: onnxTensor(runtime, layout, whole), next };
}

function onnxTensor({ Tensor }: OnnxRuntime, { type, shape }: Pick<StoreLayout, 'type' | 'shape'>, data: EngineArray): OnnxTensor {
  return new Tensor(type, data, shape);
}

/** The array we made the tensor over. */
function arrayOf(tensor: OnnxTensor): EngineArray {
  const { data } = tensor;
  if (data instanceof Float32Array || data instanceof Float64Array || data instanceof Int32Array || data instanceof Uint8Array) return data as EngineArray;
  throw new Error(`a store holds ${tensor.type}, which this engine never makes`);
}
