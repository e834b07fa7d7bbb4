import type { Shape } from '../../../domain/graph/tensor.js';
import type { DeviceState } from '../../../domain/ports/engine.js';
import type { RequestMessageOf } from '../worker-thread/worker-protocol.js';
import type { EngineArray } from './engine-array.js';
import type { RuntimeRequest } from './open-runtime.js';
import type { StorageType } from './precision.js';

/** An input or output of a session as the worker sees it. */
export interface PortLayout {
  readonly name: string;
  readonly port: string;
  readonly type: StorageType;
  readonly shape: Shape;
}

/** An array the worker keeps between runs; stores are told apart by their position. */
export interface StoreLayout {
  /** Absent where the session is not fed it: formulas alone read it. */
  readonly port: string | undefined;
  readonly nextPort: string | undefined;
  readonly type: StorageType;
  readonly shape: Shape;
}

/** A stretch of a store, in elements. */
export interface StorePiece {
  readonly store: number;
  readonly offset: number;
  readonly length: number;
}

export interface StoreValues extends StorePiece {
  readonly values: EngineArray;
}

/** An array that the session writes in parts and formulas read. */
export interface HandedOverLayout {
  readonly name: string;
  readonly type: StorageType;
  readonly elements: number;
  /** End to end. */
  readonly parts: readonly PortLayout[];
}

/** A step that runs after the session over slices of its stores; see `prepare-program.ts`. */
export interface FormulaLayout {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly sliceElements: number;
  readonly inputs: readonly PortLayout[];
  readonly outputs: readonly PortLayout[];
  readonly uses: readonly FormulaUseLayout[];
}

export interface FormulaUseLayout {
  readonly elements: number;
  /** What each input is a slice of, or the number it is: in the order of the inputs. */
  readonly inputs: readonly ({ readonly store: number } | { readonly result: string })[];
  /** The store that each output is written to. */
  readonly outputs: readonly number[];
}

/** Lines for the user that came up meanwhile. */
export interface Notices {
  readonly notices: readonly string[];
}

/** What can be asked of the worker, and what it answers. Requests are served one after the other, in order. */
export interface WorkerRequests {
  /** Settles library and device; comes before the first program. */
  open: { readonly request: RuntimeRequest; readonly response: Notices & { readonly version: string; readonly device: string } };
  devices: { readonly request: Pick<RuntimeRequest, 'library' | 'probe'>; readonly response: readonly DeviceState[] };
  compile: {
    readonly request: {
      readonly program: number;
      readonly model: Uint8Array<ArrayBuffer>;
      readonly inputs: readonly PortLayout[];
      readonly outputs: readonly PortLayout[];
      /** Results that stay in the worker, for formulas. */
      readonly handedOver: readonly HandedOverLayout[];
      readonly formulas: readonly FormulaLayout[];
      readonly stores: readonly StoreLayout[];
      readonly state: readonly StoreValues[];
    };
    readonly response: Notices;
  };
  run: {
    readonly request: { readonly program: number; readonly inputs: Readonly<Record<string, EngineArray>> };
    readonly response: Readonly<Record<string, EngineArray>>;
  };
  read: { readonly request: { readonly program: number; readonly pieces: readonly StorePiece[] }; readonly response: readonly EngineArray[] };
  write: { readonly request: { readonly program: number; readonly pieces: readonly StoreValues[] }; readonly response: undefined };
  release: { readonly request: { readonly program: number }; readonly response: undefined };
  /** Releases everything; the worker ends after the answer. */
  close: { readonly request: Record<string, never>; readonly response: undefined };
}

export type RequestMessage = RequestMessageOf<WorkerRequests>;

export type EngineResponse = WorkerRequests[keyof WorkerRequests]['response'];
