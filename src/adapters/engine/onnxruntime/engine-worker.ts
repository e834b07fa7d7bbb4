import { parentPort } from 'node:worker_threads';
import { AvtoolError } from '../../../domain/errors.js';
import type { EngineArray } from './engine-array.js';
import { HostedProgram, type OnnxRuntime } from './hosted-program.js';
import { loadRuntime } from './load-runtime.js';
import type { RequestMessage, ResponseMessage, WorkerFault, WorkerRequests } from './worker-messages.js';

/** Serves the requests of one engine: the only place where the native library is loaded. */
class EngineHost {
  private runtime: OnnxRuntime | undefined;
  private readonly programs = new Map<number, HostedProgram>();

  async serve(message: RequestMessage): Promise<WorkerRequests[RequestMessage['kind']]['response']> {
    switch (message.kind) {
      case 'describe':
        return { version: (await this.loaded()).env.versions.node ?? 'unknown' };
      case 'compile':
        this.programs.set(message.payload.program, await HostedProgram.create(await this.loaded(), message.payload));
        return undefined;
      case 'run':
        return await this.program(message.payload).run(message.payload.inputs);
      case 'read':
        return this.program(message.payload).read(message.payload.pieces);
      case 'write':
        this.program(message.payload).write(message.payload.pieces);
        return undefined;
      case 'release':
        await this.program(message.payload).release();
        this.programs.delete(message.payload.program);
        return undefined;
      case 'close':
        for (const program of this.programs.values()) await program.release();
        this.programs.clear();
        return undefined;
    }
  }

  private program({ program }: { readonly program: number }): HostedProgram {
    const hosted = this.programs.get(program);
    if (hosted === undefined) throw new Error(`program ${program} does not exist in the worker`);
    return hosted;
  }

  private async loaded(): Promise<OnnxRuntime> {
    this.runtime ??= await loadRuntime();
    return this.runtime;
  }
}

const buffersOf = (value: WorkerRequests[RequestMessage['kind']]['response']): ArrayBuffer[] =>
  value === undefined || 'version' in value ? [] : Object.values<EngineArray>(value).map(({ buffer }) => buffer);

function faultOf(error: unknown): WorkerFault {
  if (!(error instanceof AvtoolError)) return { kind: 'bug', message: error instanceof Error ? error.message : String(error) };
  const { code, message, where, fix, exitCode } = error;
  return { kind: 'user', details: { code, message, where, fix, exitCode } };
}

function listen(port: NonNullable<typeof parentPort>): void {
  const host = new EngineHost();
  const answer = (response: ResponseMessage, transfer: ArrayBuffer[] = []): void => port.postMessage(response, transfer);
  let last: Promise<void> = Promise.resolve();
  port.on('message', (message: RequestMessage) => {
    last = last.then(async () => {
      try {
        const value = await host.serve(message);
        answer({ id: message.id, ok: true, value }, buffersOf(value));
      } catch (error) {
        answer({ id: message.id, ok: false, fault: faultOf(error) });
      }
      if (message.kind === 'close') port.close();
    });
  });
}

if (parentPort !== null) listen(parentPort);
