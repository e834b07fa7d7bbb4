import type { AvtoolErrorDetails } from '../../../domain/errors.js';

/** What one kind of request carries there and back. */
export interface Exchange {
  readonly request: unknown;
  readonly response: unknown;
}

/** What can be asked of a worker, by kind. `close` releases everything; the worker ends after the answer. */
export type Exchanges<Requests> = { readonly [Kind in keyof Requests]: Exchange } & { readonly close: { readonly request: Record<string, never>; readonly response: undefined } };

/** A request on its way: a distributive union, so that `kind` decides the payload. */
export type RequestMessageOf<Requests extends Exchanges<Requests>> = {
  [Kind in keyof Requests]: { readonly id: number; readonly kind: Kind; readonly payload: Requests[Kind]['request'] };
}[keyof Requests];

export type ResponseMessage = { readonly id: number; readonly ok: true; readonly value: unknown } | { readonly id: number; readonly ok: false; readonly fault: WorkerFault };

/** An error as it crosses the thread border. */
export type WorkerFault = { readonly kind: 'user'; readonly details: AvtoolErrorDetails } | { readonly kind: 'bug'; readonly message: string };
