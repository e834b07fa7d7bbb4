import type { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import { parentPort } from 'node:worker_threads';
import { serveRequests, type RequestHost } from '../../worker-thread/serve-requests.js';
import { AvtoolError } from '../../../../domain/errors.js';
import { loadRuntime } from '../load-runtime.js';
import type { NativeLibrary } from '../native-runtime.js';
import type { FileRequest, FileRequests, FileResponse, FileTensor } from './file-messages.js';

/** Runs one model file with onnxruntime's plain interface and its own settings: as somebody else's program would. */
class FileHost implements RequestHost<FileRequests> {
  private opened: { readonly library: NativeLibrary; readonly session: InferenceSession } | undefined;

  async serve(message: FileRequest): Promise<FileResponse> {
    switch (message.kind) {
      case 'open': {
        const library = await nativeLibrary();
        this.opened = { library, session: await library.InferenceSession.create(message.payload.path, { logSeverityLevel: 4 }) };
        return undefined;
      }
      case 'run':
        return this.run(message.payload.inputs);
      case 'close':
        await this.opened?.session.release();
        return undefined;
    }
  }

  buffersOf(answer: FileResponse): ArrayBuffer[] {
    return answer === undefined ? [] : Object.values(answer).map(({ data }) => data.buffer);
  }

  private async run(inputs: Readonly<Record<string, FileTensor>>): Promise<Record<string, FileTensor>> {
    if (this.opened === undefined) throw new Error('no model file is open');
    const { library, session } = this.opened;
    const feeds = Object.fromEntries(Object.entries(inputs).map(([name, { type, data, shape }]) => [name, new library.Tensor(type, data, shape)]));
    const results = await session.run(feeds);
    return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, ownTensor(name, tensor)]));
  }
}

async function nativeLibrary(): Promise<NativeLibrary> {
  const loaded = await loadRuntime('native');
  if (loaded.kind === 'native') return loaded.library;
  throw new AvtoolError({
    code: 'ENGINE_UNAVAILABLE',
    message: `a model file is checked with onnxruntime-node, which cannot be loaded here: ${loaded.nativeFault ?? 'it is not installed'}`,
    where: `onnxruntime-node on ${process.platform}-${process.arch}`,
    fix: 'reinstall with "npm ci", or export on another machine',
    exitCode: 3,
  });
}

/** A copy: onnxruntime's own buffers cannot be handed to another thread. */
function ownTensor(name: string, { type, data, dims }: OnnxTensor): FileTensor {
  if (type === 'float32' && data instanceof Float32Array) return { type, shape: dims, data: new Float32Array(data) };
  if (type === 'int32' && data instanceof Int32Array) return { type, shape: dims, data: new Int32Array(data) };
  if (type === 'bool' && data instanceof Uint8Array) return { type, shape: dims, data: new Uint8Array(data) };
  throw new Error(`the output "${name}" is ${type}, which no exported model has`);
}

if (parentPort !== null) serveRequests<FileRequests>(parentPort, new FileHost());
