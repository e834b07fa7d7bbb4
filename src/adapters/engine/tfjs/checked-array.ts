import { elementCount, formatShape, sameShape } from '../../../domain/graph/shapes.js';
import type { DType, NumericArray, TensorType, TensorValue } from '../../../domain/graph/tensor.js';

/** Row-major values as TensorFlow.js takes them. */
export type EngineArray = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** A copy that nobody else holds. @param what names the value in errors, e.g. `input "x"` @throws Error for a missing value, another type or shape, or an integer that int32 cannot hold */
export function ownedArray(what: string, type: TensorType, value: TensorValue | undefined): EngineArray {
  const { data } = checked(what, type, value);
  switch (type.dtype) {
    case 'float32':
      return Float32Array.from(data);
    case 'int32':
      return Int32Array.from(whole(what, data));
    case 'bool':
      return Uint8Array.from(data);
  }
}

/** The same, but takes the caller's array over where it is what the engine needs and spans its buffer. @throws like {@link ownedArray} */
export function takenArray(what: string, type: TensorType, value: TensorValue | undefined): EngineArray {
  const { data } = checked(what, type, value);
  return isWholeArray(type.dtype, data) ? data : ownedArray(what, type, value);
}

function checked(what: string, { dtype, shape }: TensorType, value: TensorValue | undefined): TensorValue {
  if (value === undefined) throw new Error(`${what} is missing`);
  if (value.dtype !== dtype || !sameShape(value.shape, shape)) throw new Error(`${what} is ${dtype}${formatShape(shape)}, got ${value.dtype}${formatShape(value.shape)}`);
  if (value.data.length !== elementCount(shape)) throw new Error(`${what} has shape ${formatShape(shape)} but ${value.data.length} values`);
  return value;
}

/** Typed arrays wrap around silently. */
function whole(what: string, data: NumericArray): NumericArray {
  if (data instanceof Int32Array) return data;
  const outside = data.find((value: number) => value !== Math.trunc(value) || Math.abs(value) > 2 ** 31 - 1);
  if (outside !== undefined) throw new Error(`${what} holds ${outside}, which is no 32-bit integer`);
  return data;
}

/** Shared memory cannot be transferred. */
function isWholeArray(dtype: DType, data: NumericArray): data is EngineArray {
  if (!(data.buffer instanceof ArrayBuffer) || data.byteLength !== data.buffer.byteLength) return false;
  switch (dtype) {
    case 'float32':
      return data instanceof Float32Array;
    case 'int32':
      return data instanceof Int32Array;
    case 'bool':
      return data instanceof Uint8Array;
  }
}
