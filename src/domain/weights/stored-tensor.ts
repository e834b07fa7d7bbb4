import type { TensorValue } from '../graph/tensor.js';

/** Bytes of one element, by the element types that weight files hold and this project reads. */
export const storedBytes = { float64: 8, float32: 4, float16: 2, bfloat16: 2, int64: 8, int32: 4, int16: 2, int8: 1, uint8: 1, bool: 1 } as const;

export type StoredType = keyof typeof storedBytes;

/** A tensor that a file holds; its numbers are read when asked for. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: StoredType;
  readonly shape: readonly number[];
}

/** A tensor as a file holds it: row-major, little-endian, its memory starting at a multiple of 8. */
export interface StoredValue {
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A number that a type of the graph cannot hold. */
export class ValueFault extends Error {}

export type StoredNumbers = Float64Array | Float32Array | BigInt64Array | Int32Array | Int16Array | Int8Array | Uint8Array;

/** The numbers of a stored tensor without loss: half precisions as float32, 64-bit integers as such; booleans are 0 and 1. */
export function numbersOf({ dtype, bytes }: StoredValue): StoredNumbers {
  const memory = [bytes.buffer, bytes.byteOffset, bytes.byteLength / storedBytes[dtype]] as const;
  switch (dtype) {
    case 'float64':
      return new Float64Array(...memory);
    case 'float32':
      return new Float32Array(...memory);
    case 'float16':
      return Float32Array.from(new Uint16Array(...memory), halfToNumber);
    case 'bfloat16':
      // The upper half of a 32-bit float.
      return new Float32Array(Uint32Array.from(new Uint16Array(...memory), (upper) => upper << 16).buffer);
    case 'int64':
      return new BigInt64Array(...memory);
    case 'int32':
      return new Int32Array(...memory);
    case 'int16':
      return new Int16Array(...memory);
    case 'int8':
      return new Int8Array(...memory);
    case 'uint8':
    case 'bool':
      return bytes;
  }
}

/**
 * A stored tensor in a type of the graph: floats as float32, integers as int32, booleans as they are.
 * @throws ValueFault for a value that does not fit (int64 beyond int32, a finite float64 beyond float32, a boolean that is neither 0 nor 1)
 */
export function tensorValueOf(value: StoredValue): TensorValue {
  const { shape } = value;
  const numbers = numbersOf(value);
  if (numbers instanceof Float32Array) return { dtype: 'float32', shape, data: numbers };
  if (numbers instanceof Float64Array) return { dtype: 'float32', shape, data: narrowFloats(numbers) };
  if (numbers instanceof BigInt64Array) return { dtype: 'int32', shape, data: narrowIntegers(numbers) };
  if (value.dtype !== 'bool') return { dtype: 'int32', shape, data: numbers instanceof Int32Array ? numbers : Int32Array.from(numbers) };
  if (value.bytes.some((bit) => bit > 1)) throw new ValueFault('a boolean is neither 0 nor 1');
  return { dtype: 'bool', shape, data: value.bytes };
}

function narrowFloats(numbers: Float64Array): Float32Array {
  const narrow = Float32Array.from(numbers);
  const lost = numbers.findIndex((value, index) => Number.isFinite(value) && !Number.isFinite(narrow[index]));
  if (lost >= 0) throw new ValueFault(`element ${lost} is ${numbers[lost]}, beyond 32-bit floats`);
  return narrow;
}

function narrowIntegers(numbers: BigInt64Array): Int32Array {
  const lost = numbers.findIndex((value) => value !== BigInt.asIntN(32, value));
  if (lost >= 0) throw new ValueFault(`element ${lost} is ${numbers[lost]}, beyond 32-bit integers`);
  return Int32Array.from(numbers, Number);
}

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
