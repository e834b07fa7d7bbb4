import { parentPort } from 'node:worker_threads';
import { serveRequests, type RequestHost } from '../worker-thread/serve-requests.js';
import { HostedProgram } from './hosted-program.js';
import { deviceStates, openRuntime } from './open-runtime.js';
import type { OnnxRuntime } from './runtime.js';
import type { EngineResponse, RequestMessage, WorkerRequests } from './worker-messages.js';

/** Serves the requests of one engine: the only place where the native library is loaded. */
class EngineHost implements RequestHost<WorkerRequests> {
  private runtime: OnnxRuntime | undefined;
  private notices: string[] = [];
  private readonly programs = new Map<number, HostedProgram>();

  async serve(message: RequestMessage): Promise<EngineResponse> {
    switch (message.kind) {
      case 'open': {
        const { runtime, version, device } = await openRuntime(message.payload, (line) => this.notices.push(line));
        this.runtime = runtime;
        return { version, device, notices: this.takeNotices() };
      }
      case 'devices':
        return await deviceStates(message.payload);
      case 'compile':
        this.programs.set(message.payload.program, await HostedProgram.create(this.opened(), message.payload));
        return { notices: this.takeNotices() };
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

  buffersOf(answer: EngineResponse): ArrayBuffer[] {
    const values: readonly unknown[] = Object.values({ ...answer });
    return values.flatMap((value) => (ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? [value.buffer] : []));
  }

  private program({ program }: { readonly program: number }): HostedProgram {
    const hosted = this.programs.get(program);
    if (hosted === undefined) throw new Error(`program ${program} does not exist in the worker`);
    return hosted;
  }

  private opened(): OnnxRuntime {
    if (this.runtime === undefined) throw new Error('the worker is asked for a program before it is opened');
    return this.runtime;
  }

  private takeNotices(): string[] {
    const taken = this.notices;
    this.notices = [];
    return taken;
  }
}

if (parentPort !== null) serveRequests<WorkerRequests>(parentPort, new EngineHost());
