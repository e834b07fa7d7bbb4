import type { NumericArray, TensorValue } from '../../../domain/graph/tensor.js';
import { storageType, type Precision, type StorageType } from './precision.js';

/** Row-major values as onnxruntime takes them: each storage type has its own array. */
export type EngineArray = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** Zeros. */
export function newEngineArray(type: StorageType, length: number): EngineArray {
  switch (type) {
    case 'float32':
      return new Float32Array(length);
    case 'float64':
      return new Float64Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'bool':
      return new Uint8Array(length);
  }
}

/** The values in the engine's array type; the same array where it already is that, a converted copy otherwise. */
export function toEngineArray({ dtype, data }: Pick<TensorValue, 'dtype' | 'data'>, precision: Precision): EngineArray {
  const type = storageType(dtype, precision);
  if (isEngineArray(type, data)) return data;
  const array = newEngineArray(type, data.length);
  array.set(data);
  return array;
}

/** An array nobody else holds, so that its buffer can be transferred to another thread. */
export function ownEngineArray(value: Pick<TensorValue, 'dtype' | 'data'>, precision: Precision): EngineArray {
  const array = toEngineArray(value, precision);
  return array === value.data ? array.slice() : array;
}

/** The same, but takes the caller's buffer over when the array spans all of it. */
export function takenEngineArray(value: Pick<TensorValue, 'dtype' | 'data'>, precision: Precision): EngineArray {
  const array = toEngineArray(value, precision);
  return array === value.data && array.byteLength !== array.buffer.byteLength ? array.slice() : array;
}

/** Shared memory does not count: onnxruntime refuses it, and it cannot be transferred. */
function isEngineArray(type: StorageType, data: NumericArray): data is EngineArray {
  if (!(data.buffer instanceof ArrayBuffer)) return false;
  switch (type) {
    case 'float32':
      return data instanceof Float32Array;
    case 'float64':
      return data instanceof Float64Array;
    case 'int32':
      return data instanceof Int32Array;
    case 'bool':
      return data instanceof Uint8Array;
  }
}
