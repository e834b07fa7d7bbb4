import type { Tensor as OnnxTensor } from 'onnxruntime-node';
import { elementCount } from '../../../domain/graph/shapes.js';
import { newEngineArray, type EngineArray } from './engine-array.js';
import { arrayOf, type OnnxRuntime, type Ports, type RuntimeSession } from './runtime.js';
import type { FormulaLayout, FormulaUseLayout, PortLayout } from './worker-messages.js';

/** Where the arrays of a program are. They stay the same for its whole life. */
export interface ProgramArrays {
  store(position: number): EngineArray;
  result(name: string): EngineArray;
}

/** One run of the session over one slice. */
interface SliceRun {
  readonly feeds: Ports;
  readonly fetches: Ports;
  /** Slices too short for the session go through arrays of its size. */
  readonly before: readonly { readonly from: EngineArray; readonly to: EngineArray }[];
  readonly after: readonly { readonly from: EngineArray; readonly to: EngineArray }[];
}

/**
 * An element-wise step of large variables: each slice is read, computed into a small array and written back while it is in the cache.
 * No run writes an array that it reads, so the order of work inside onnxruntime does not matter.
 */
export class HostedFormula {
  private constructor(
    private readonly session: RuntimeSession,
    private readonly runs: readonly SliceRun[],
  ) {}

  static async create(runtime: OnnxRuntime, layout: FormulaLayout, arrays: ProgramArrays): Promise<HostedFormula> {
    const session = await runtime.createSession(layout.model);
    const results = layout.outputs.map((port) => tensorOf(runtime, port, newEngineArray(port.type, layout.sliceElements)));
    const runs = layout.uses.flatMap((use) => sliceRuns(runtime, layout, use, arrays, results));
    return new HostedFormula(session, runs);
  }

  async run(): Promise<void> {
    for (const { feeds, fetches, before, after } of this.runs) {
      for (const { from, to } of before) to.set(from);
      await this.session.run(feeds, fetches);
      for (const { from, to } of after) to.set(from);
    }
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}

function sliceRuns(runtime: OnnxRuntime, { inputs, outputs, sliceElements }: FormulaLayout, { elements, ...use }: FormulaUseLayout, arrays: ProgramArrays, results: readonly OnnxTensor[]): SliceRun[] {
  const sources = use.inputs.map((source) => ('store' in source ? arrays.store(source.store) : arrays.result(source.result)));
  const fetches = Object.fromEntries(outputs.map(({ port }, position) => [port, results[position]]));
  return Array.from({ length: Math.ceil(elements / sliceElements) }, (_, index) => {
    const start = index * sliceElements;
    const end = Math.min(start + sliceElements, elements);
    const before: { from: EngineArray; to: EngineArray }[] = [];
    const feeds = inputs.map((port, position): [string, OnnxTensor] => {
      const source = sources[position];
      if (!isSliced(port, sliceElements)) return [port.port, tensorOf(runtime, port, source)];
      const part = source.subarray(start, end);
      if (part.length === sliceElements) return [port.port, tensorOf(runtime, port, part)];
      const whole = newEngineArray(port.type, sliceElements);
      before.push({ from: part, to: whole.subarray(0, part.length) });
      return [port.port, tensorOf(runtime, port, whole)];
    });
    const after = use.outputs.map((store, position) => ({ from: arrayOf(results[position]).subarray(0, end - start), to: arrays.store(store).subarray(start, end) }));
    return { feeds: Object.fromEntries(feeds), fetches, before, after };
  });
}

/** Numbers have one element; a slice never has. */
const isSliced = ({ shape }: PortLayout, sliceElements: number): boolean => elementCount(shape) === sliceElements;

function tensorOf({ Tensor }: OnnxRuntime, { type, shape }: PortLayout, data: EngineArray): OnnxTensor {
  return new Tensor(type, data, shape);
}
