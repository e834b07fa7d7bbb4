import type { NumericArray, TensorValue } from '../../domain/graph/tensor.js';

/** The numbers of a tensor as files hold them: 4-byte floats, 4-byte integers, 1-byte booleans. Copies only where the type differs. */
export function storedArray({ dtype, data }: TensorValue): Float32Array | Int32Array | Uint8Array {
  switch (dtype) {
    case 'float32':
      return data instanceof Float32Array ? data : new Float32Array(data);
    case 'int32':
      return data instanceof Int32Array ? data : new Int32Array(data);
    case 'bool':
      return data instanceof Uint8Array ? data : new Uint8Array(data);
  }
}

/** The memory of an array as bytes, without a copy: little-endian on every platform that the engines run on. */
export const bytesOf = (data: NumericArray): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
