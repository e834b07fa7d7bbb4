import type { DType, NumericArray, TensorValue } from '../../../domain/graph/tensor.js';

/** Row-major values as onnxruntime takes them: float32 as Float32Array, int32 as Int32Array, bool as Uint8Array. */
export type EngineArray = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** Zeros. */
export function newEngineArray(dtype: DType, length: number): EngineArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'bool':
      return new Uint8Array(length);
  }
}

/** The values in the engine's array type; the same array where it already is that, a converted copy otherwise. */
export function toEngineArray({ dtype, data }: Pick<TensorValue, 'dtype' | 'data'>): EngineArray {
  if (isEngineArray(dtype, data)) return data;
  const array = newEngineArray(dtype, data.length);
  array.set(data);
  return array;
}

/** An array nobody else holds, so that its buffer can be transferred to another thread. */
export function ownEngineArray(value: Pick<TensorValue, 'dtype' | 'data'>): EngineArray {
  const array = toEngineArray(value);
  return array === value.data ? array.slice() : array;
}

/** The same, but takes the caller's buffer over when the array spans all of it. */
export function takenEngineArray(value: Pick<TensorValue, 'dtype' | 'data'>): EngineArray {
  const array = toEngineArray(value);
  return array === value.data && array.byteLength !== array.buffer.byteLength ? array.slice() : array;
}

/** Shared memory does not count: onnxruntime refuses it, and it cannot be transferred. */
function isEngineArray(dtype: DType, data: NumericArray): data is EngineArray {
  if (!(data.buffer instanceof ArrayBuffer)) return false;
  switch (dtype) {
    case 'float32':
      return data instanceof Float32Array;
    case 'int32':
      return data instanceof Int32Array;
    case 'bool':
      return data instanceof Uint8Array;
  }
}
