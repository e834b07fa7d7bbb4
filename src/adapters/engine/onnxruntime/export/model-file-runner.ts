import type { TensorValue } from '../../../../domain/graph/tensor.js';
import { startWorker } from '../../worker-thread/start-worker.js';
import type { FileRequests, FileTensor } from './file-messages.js';

/** A model file at work in a thread of its own. */
export interface ModelFileRunner {
  run(inputs: Readonly<Record<string, TensorValue>>): Promise<Record<string, TensorValue>>;
  close(): Promise<void>;
}

/** Opens a model file with onnxruntime. @param byteInputs names of inputs that are fed as bytes @throws Error of onnxruntime, AvtoolError ENGINE_UNAVAILABLE */
export async function runModelFile(path: string, byteInputs: ReadonlySet<string>): Promise<ModelFileRunner> {
  const connection = startWorker<FileRequests>('onnxruntime', new URL('./file-worker.js', import.meta.url));
  try {
    await connection.request('open', { path });
  } catch (error) {
    await connection.close();
    throw error;
  }
  return {
    async run(inputs) {
      const tensors = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, fileTensor(name, value, byteInputs.has(name))]));
      const results = await connection.request('run', { inputs: tensors });
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, tensorValue(name, tensor)]));
    },
    close: () => connection.close(),
  };
}

function fileTensor(name: string, { dtype, shape, data }: TensorValue, asBytes: boolean): FileTensor {
  if (asBytes) {
    const strange = data.find((value: number) => !Number.isInteger(value) || value < 0 || value > 255);
    if (strange !== undefined) throw new Error(`the input "${name}" takes bytes, got ${strange}`);
    return { type: 'uint8', shape, data: Uint8Array.from(data) };
  }
  switch (dtype) {
    case 'float32':
      return { type: dtype, shape, data: Float32Array.from(data) };
    case 'int32':
      return { type: dtype, shape, data: Int32Array.from(data) };
    case 'bool':
      return { type: dtype, shape, data: Uint8Array.from(data) };
  }
}

function tensorValue(name: string, { type, shape, data }: FileTensor): TensorValue {
  if (type === 'uint8') throw new Error(`the output "${name}" is bytes, which no exported model has`);
  return { dtype: type, shape, data };
}
