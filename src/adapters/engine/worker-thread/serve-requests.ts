import type { MessagePort } from 'node:worker_threads';
import { AvtoolError } from '../../../domain/errors.js';
import type { Exchanges, RequestMessageOf, ResponseMessage, WorkerFault } from './worker-protocol.js';

/** How a worker answers. */
export interface RequestHost<Requests extends Exchanges<Requests>> {
  serve(message: RequestMessageOf<Requests>): Promise<Requests[keyof Requests]['response']>;
  /** Buffers of an answer that are handed over instead of copied. */
  buffersOf(answer: Requests[keyof Requests]['response']): ArrayBuffer[];
}

/** Answers requests one after the other, in order; errors become answers too. Closes the port after a request to close. */
export function serveRequests<Requests extends Exchanges<Requests>>(port: MessagePort, host: RequestHost<Requests>): void {
  const answer = (response: ResponseMessage, transfer: ArrayBuffer[] = []): void => port.postMessage(response, transfer);
  let last: Promise<void> = Promise.resolve();
  port.on('message', (message: RequestMessageOf<Requests>) => {
    last = last.then(async () => {
      try {
        const value = await host.serve(message);
        answer({ id: message.id, ok: true, value }, host.buffersOf(value));
      } catch (error) {
        answer({ id: message.id, ok: false, fault: faultOf(error) });
      }
      if (message.kind === 'close') port.close();
    });
  });
}

function faultOf(error: unknown): WorkerFault {
  if (!(error instanceof AvtoolError)) return { kind: 'bug', message: error instanceof Error ? error.message : String(error) };
  const { code, message, where, fix, exitCode } = error;
  return { kind: 'user', details: { code, message, where, fix, exitCode } };
}
