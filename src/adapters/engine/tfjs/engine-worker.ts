import { parentPort } from 'node:worker_threads';
import { serveRequests, type RequestHost } from '../worker-thread/serve-requests.js';
import type { EngineArray } from './checked-array.js';
import { HostedProgram } from './hosted-program.js';
import { loadBinding, type LoadedBinding } from './load-binding.js';
import { checkMemory } from './needed-bytes.js';
import type { BindingChoice, EngineResponse, RequestMessage, WorkerRequests } from './worker-messages.js';

/** Serves the requests of one engine: the only place where TensorFlow.js is loaded. */
class EngineHost implements RequestHost<WorkerRequests> {
  private loaded: LoadedBinding | undefined;
  private readonly programs = new Map<number, HostedProgram>();

  async serve(message: RequestMessage): Promise<EngineResponse> {
    switch (message.kind) {
      case 'describe': {
        const { binding, version, device } = await this.backend(message.payload.choice);
        return { binding, version, device };
      }
      case 'compile': {
        const { program, plan, state, neededBytes, choice } = message.payload;
        const backend = await this.backend(choice);
        checkMemory(backend, neededBytes);
        this.programs.set(program, new HostedProgram(backend, plan, state));
        return undefined;
      }
      case 'run':
        return this.program(message.payload).run(message.payload.inputs);
      case 'read':
        return this.program(message.payload).read(message.payload.names);
      case 'write':
        this.program(message.payload).write(message.payload.values);
        return undefined;
      case 'release':
        this.program(message.payload).release();
        this.programs.delete(message.payload.program);
        return undefined;
      case 'close':
        for (const program of this.programs.values()) program.release();
        this.programs.clear();
        return undefined;
    }
  }

  buffersOf(answer: EngineResponse): ArrayBuffer[] {
    return answer === undefined || 'binding' in answer ? [] : Object.values<EngineArray>(answer).map(({ buffer }) => buffer);
  }

  private program({ program }: { readonly program: number }): HostedProgram {
    const hosted = this.programs.get(program);
    if (hosted === undefined) throw new Error(`program ${program} does not exist in the worker`);
    return hosted;
  }

  private async backend(choice: BindingChoice): Promise<LoadedBinding> {
    this.loaded ??= await loadBinding(choice);
    return this.loaded;
  }
}

if (parentPort !== null) serveRequests<WorkerRequests>(parentPort, new EngineHost());
