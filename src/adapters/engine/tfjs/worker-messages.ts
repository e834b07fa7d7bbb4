import type { RequestMessageOf } from '../worker-thread/worker-protocol.js';
import type { TfjsBinding } from './bindings.js';
import type { EngineArray } from './checked-array.js';
import type { GraphPlan } from './plan-graph.js';

/** Which packages may compute, and where the native ones may lie. */
export interface BindingChoice {
  /** The first that can be loaded is taken. */
  readonly candidates: readonly TfjsBinding[];
  /** Each engine's packages lie in NAME/node_modules. */
  readonly enginesFolder: string | undefined;
}

/** Arrays by name. */
export type NamedArrays = Readonly<Record<string, EngineArray>>;

/** What can be asked of the worker, and what it answers. */
export interface WorkerRequests {
  describe: { readonly request: { readonly choice: BindingChoice }; readonly response: { readonly binding: TfjsBinding; readonly version: string; readonly device: string } };
  compile: { readonly request: { readonly program: number; readonly plan: GraphPlan; readonly state: NamedArrays; readonly neededBytes: number; readonly choice: BindingChoice }; readonly response: undefined };
  run: { readonly request: { readonly program: number; readonly inputs: NamedArrays }; readonly response: NamedArrays };
  read: { readonly request: { readonly program: number; readonly names: readonly string[] }; readonly response: NamedArrays };
  write: { readonly request: { readonly program: number; readonly values: NamedArrays }; readonly response: undefined };
  release: { readonly request: { readonly program: number }; readonly response: undefined };
  close: { readonly request: Record<string, never>; readonly response: undefined };
}

export type RequestMessage = RequestMessageOf<WorkerRequests>;
export type EngineResponse = WorkerRequests[keyof WorkerRequests]['response'];
