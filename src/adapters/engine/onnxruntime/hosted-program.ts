import type { Tensor as OnnxTensor } from 'onnxruntime-node';
import { elementCount } from '../../../domain/graph/shapes.js';
import { newEngineArray, type EngineArray } from './engine-array.js';
import { HostedFormula } from './hosted-formula.js';
import { arrayOf, type OnnxRuntime, type RuntimeSession } from './runtime.js';
import type { HandedOverLayout, StoreLayout, StorePiece, StoreValues, WorkerRequests } from './worker-messages.js';

/** Two arrays when a run changes the store: one is read while the other is written. */
interface Store {
  readonly layout: StoreLayout;
  current: OnnxTensor;
  next: OnnxTensor | undefined;
}

/** One session, the variables of its graph, and the formulas that follow each run, inside the worker. */
export class HostedProgram {
  private constructor(
    private readonly runtime: OnnxRuntime,
    private readonly session: RuntimeSession,
    private readonly layout: Pick<WorkerRequests['compile']['request'], 'inputs' | 'outputs'>,
    private readonly stores: readonly Store[],
    /** Results for formulas, by port. */
    private readonly handedOver: ReadonlyMap<string, OnnxTensor>,
    private readonly formulas: readonly HostedFormula[],
  ) {}

  /** @throws Error of onnxruntime, naming the node it refuses */
  static async create(runtime: OnnxRuntime, { model, inputs, outputs, handedOver, formulas, stores, state }: WorkerRequests['compile']['request']): Promise<HostedProgram> {
    const session = await runtime.createSession(model);
    const made = stores.map((layout, position) => makeStore(runtime, layout, state.filter(({ store }) => store === position)));
    const vectors = new Map(handedOver.map(({ name, type, elements }) => [name, newEngineArray(type, elements)]));
    const arrays = { store: (position: number) => arrayOf(made[position].current), result: (name: string) => required(vectors, name) };
    const hosted: HostedFormula[] = [];
    for (const formula of formulas) hosted.push(await HostedFormula.create(runtime, formula, arrays));
    const parts = handedOver.flatMap((layout) => partsOf(runtime, layout, required(vectors, layout.name)));
    return new HostedProgram(runtime, session, { inputs, outputs }, made, new Map(parts), hosted);
  }

  /** Computes outputs in fresh arrays; then all next values take effect together. */
  async run(values: Readonly<Record<string, EngineArray>>): Promise<Record<string, EngineArray>> {
    const feeds: Record<string, OnnxTensor> = {};
    const fetches: Record<string, OnnxTensor> = Object.fromEntries(this.handedOver);
    const results: Record<string, EngineArray> = {};
    for (const { name, port, type, shape } of this.layout.inputs) feeds[port] = onnxTensor(this.runtime, { type, shape }, values[name]);
    for (const { name, port, type, shape } of this.layout.outputs) {
      results[name] = newEngineArray(type, elementCount(shape));
      fetches[port] = onnxTensor(this.runtime, { type, shape }, results[name]);
    }
    for (const { layout, current, next } of this.stores) {
      if (layout.port !== undefined) feeds[layout.port] = current;
      if (layout.nextPort !== undefined && next !== undefined) fetches[layout.nextPort] = next;
    }
    await this.session.run(feeds, fetches);
    for (const formula of this.formulas) await formula.run();
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
    for (const session of [this.session, ...this.formulas]) await session.release();
  }
}

function required(vectors: ReadonlyMap<string, EngineArray>, name: string): EngineArray {
  const vector = vectors.get(name);
  if (vector === undefined) throw new Error(`no result "${name}" is handed over`);
  return vector;
}

/** Tensors over the stretches of a vector, by port. */
function partsOf(runtime: OnnxRuntime, { parts }: HandedOverLayout, vector: EngineArray): [string, OnnxTensor][] {
  let start = 0;
  return parts.map((part) => {
    const end = start + elementCount(part.shape);
    const tensor = onnxTensor(runtime, part, vector.subarray(start, end));
    start = end;
    return [part.port, tensor];
  });
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
