import type { Tensor, TensorConstructor } from 'onnxruntime-node';
import type { EngineArray } from './engine-array.js';

/** Tensors by the name of their port. */
export type Ports = Readonly<Record<string, Tensor>>;

/** A model ready to run, native or in wasm. */
export interface RuntimeSession {
  /** Computes into the arrays of `fetches`. @throws Error of onnxruntime */
  run(feeds: Ports, fetches: Ports): Promise<void>;
  release(): Promise<void>;
}

/** What the programs of a worker need of onnxruntime; threads and device are settled. */
export interface OnnxRuntime {
  readonly Tensor: TensorConstructor;
  /** @throws Error of onnxruntime, naming the node it refuses */
  createSession(model: Uint8Array<ArrayBuffer>): Promise<RuntimeSession>;
}

/** The array that a tensor of ours was made over, or that onnxruntime made for one of our types. */
export function arrayOf({ type, data }: Tensor): EngineArray {
  if (data instanceof Float32Array || data instanceof Float64Array || data instanceof Int32Array || data instanceof Uint8Array) return data as EngineArray;
  throw new Error(`a tensor holds ${type}, which this engine never makes`);
}
