import { Worker } from 'node:worker_threads';
import { AvtoolError } from '../../../domain/errors.js';
import type { Exchanges, ResponseMessage, WorkerFault } from './worker-protocol.js';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Requests to a worker thread and their answers. When the worker dies, every open and later request is rejected with the reason.
 * The worker keeps the process alive only while a request is open.
 */
export class WorkerConnection<Requests extends Exchanges<Requests>> {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 0;
  private failure: Error | undefined;
  private closing: Promise<void> | undefined;

  /** @param engine its name, for errors @param entry module that answers the requests, one after the other, in order */
  constructor(
    private readonly engine: string,
    entry: URL,
  ) {
    // Nothing the worker prints may reach the result on stdout; its stderr is ours.
    this.worker = new Worker(entry, { stdout: true });
    this.worker.on('message', (message: ResponseMessage) => this.settle(message));
    this.worker.on('messageerror', (error) => this.fail(`sent an unreadable answer: ${error.message}`));
    this.worker.on('error', (error) => this.fail(`failed: ${error instanceof Error ? error.message : String(error)}`, error));
    this.worker.on('exit', (code) => this.fail(`ended with exit code ${code}`));
    this.worker.unref();
  }

  /** @param transfer buffers handed over with the payload @throws the error of the worker, AvtoolError or plain */
  async request<Kind extends keyof Requests>(kind: Kind, payload: Requests[Kind]['request'], transfer: readonly ArrayBuffer[] = []): Promise<Requests[Kind]['response']> {
    return await this.send(kind, payload, transfer);
  }

  /** Whether requests can still be made. */
  isOpen(): boolean {
    return this.failure === undefined;
  }

  /** Lets open requests finish, then ends the worker; idempotent. */
  async close(): Promise<void> {
    this.closing ??= this.end();
    await this.closing;
  }

  private async send(kind: keyof Requests, payload: unknown, transfer: readonly ArrayBuffer[]): Promise<unknown> {
    if (this.failure !== undefined) throw this.failure;
    const id = this.nextId++;
    const answer = new Promise<unknown>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.worker.ref();
    try {
      this.worker.postMessage({ id, kind, payload }, [...new Set(transfer)]);
    } catch (error) {
      this.take(id);
      throw error;
    }
    return await answer;
  }

  private async end(): Promise<void> {
    if (this.failure === undefined) {
      const closed = this.send('close', {}, []);
      this.failure = new Error(`the ${this.engine} engine is disposed`);
      // A worker that dies instead of closing is gone as well.
      await closed.catch(() => undefined);
    }
    await this.worker.terminate();
  }

  private settle(message: ResponseMessage): void {
    const waiting = this.take(message.id);
    if (message.ok) waiting?.resolve(message.value);
    else waiting?.reject(errorOf(message.fault));
  }

  private take(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (this.waiting.size === 0) this.worker.unref();
    return waiting;
  }

  private fail(how: string, cause?: unknown): void {
    const failure = new Error(`the ${this.engine} worker ${how}`, { cause });
    this.failure ??= failure;
    for (const id of [...this.waiting.keys()]) this.take(id)?.reject(failure);
  }
}

const errorOf = (fault: WorkerFault): Error => (fault.kind === 'user' ? new AvtoolError(fault.details) : new Error(fault.message));
