import type { Shape } from '../../../../domain/graph/tensor.js';
import type { RequestMessageOf } from '../../worker-thread/worker-protocol.js';

/** A tensor as a model file takes or gives it. */
export type FileTensor = { readonly shape: Shape } & (
  | { readonly type: 'float32'; readonly data: Float32Array<ArrayBuffer> }
  | { readonly type: 'int32'; readonly data: Int32Array<ArrayBuffer> }
  | { readonly type: 'uint8' | 'bool'; readonly data: Uint8Array<ArrayBuffer> }
);

/** What can be asked of the worker that runs a model file. */
export interface FileRequests {
  open: { readonly request: { readonly path: string }; readonly response: undefined };
  run: { readonly request: { readonly inputs: Readonly<Record<string, FileTensor>> }; readonly response: Readonly<Record<string, FileTensor>> };
  close: { readonly request: Record<string, never>; readonly response: undefined };
}

export type FileRequest = RequestMessageOf<FileRequests>;
export type FileResponse = FileRequests[keyof FileRequests]['response'];
