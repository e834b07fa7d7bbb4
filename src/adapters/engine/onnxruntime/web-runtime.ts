import { AvtoolError } from '../../../domain/errors.js';
import { arrayOf, type OnnxRuntime, type RuntimeSession } from './runtime.js';
import { sessionOptions } from './session-options.js';

/** The module onnxruntime-web, or what a test puts in its place. */
export type WebLibrary = Pick<typeof import('onnxruntime-web'), 'InferenceSession' | 'Tensor' | 'env'>;

/** onnxruntime in wasm, on threads of the CPU. Feeds are copied into its 4 GiB of memory in every run, and results out of it. */
export function webRuntime({ InferenceSession, Tensor, env }: WebLibrary, threads: number): OnnxRuntime {
  env.wasm.numThreads = threads;
  return {
    Tensor,
    async createSession(model) {
      return webSession(await withinMemory(() => InferenceSession.create(model, sessionOptions('wasm', threads))));
    },
  };
}

function webSession(session: Awaited<ReturnType<WebLibrary['InferenceSession']['create']>>): RuntimeSession {
  return {
    /** A tensor given for a result stays unwritten in wasm (seen in 1.30): results are made there and copied. */
    async run(feeds, fetches) {
      const made = await withinMemory(() => session.run(feeds, Object.keys(fetches)));
      for (const [port, tensor] of Object.entries(fetches)) arrayOf(tensor).set(arrayOf(made[port]));
    },
    release: () => session.release(),
  };
}

/** @throws AvtoolError ENGINE_MEMORY (exit 1) when wasm's memory does not hold what is asked for */
async function withinMemory<Value>(compute: () => Promise<Value>): Promise<Value> {
  try {
    return await compute();
  } catch (cause) {
    if (!(cause instanceof Error) || !/bad_alloc|out of memory|Can't allocate|failed to allocate/i.test(cause.message)) throw cause;
    throw new AvtoolError({ code: 'ENGINE_MEMORY', message: 'wasm has at most 4 GiB of memory, which this model and batch exceed', where: 'onnxruntime-web', fix: 'a smaller --batch-size, or the engine onnxruntime', exitCode: 1, cause });
  }
}
