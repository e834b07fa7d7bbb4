import type { AvtoolErrorDetails } from '../../../domain/errors.js';
import type { Shape } from '../../../domain/graph/tensor.js';
import type { EngineArray } from './engine-array.js';
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
  readonly port: string;
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

export interface SessionSettings {
  readonly threads: number;
  readonly provider: 'cpu';
}

/** What can be asked of the worker, and what it answers. Requests are served one after the other, in order. */
export interface WorkerRequests {
  describe: { readonly request: Record<string, never>; readonly response: { readonly version: string } };
  compile: {
    readonly request: {
      readonly program: number;
      readonly model: Uint8Array<ArrayBuffer>;
      readonly inputs: readonly PortLayout[];
      readonly outputs: readonly PortLayout[];
      readonly stores: readonly StoreLayout[];
      readonly state: readonly StoreValues[];
      readonly settings: SessionSettings;
    };
    readonly response: undefined;
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

export type RequestKind = keyof WorkerRequests;

/** A request on its way: a distributive union, so that `kind` decides the payload. */
export type RequestMessage = { [Kind in RequestKind]: { readonly id: number; readonly kind: Kind; readonly payload: WorkerRequests[Kind]['request'] } }[RequestKind];

export type ResponseMessage =
  | { readonly id: number; readonly ok: true; readonly value: WorkerRequests[RequestKind]['response'] }
  | { readonly id: number; readonly ok: false; readonly fault: WorkerFault };

/** An error as it crosses the thread border. */
export type WorkerFault = { readonly kind: 'user'; readonly details: AvtoolErrorDetails } | { readonly kind: 'bug'; readonly message: string };
