import type { DType, NumericArray } from '../../../domain/graph/tensor.js';
import { elementBytes, type StoredType } from './header.js';

/** The domain's element type for each stored one. */
export const domainType: Readonly<Record<StoredType, DType>> = {
  F64: 'float32',
  F32: 'float32',
  F16: 'float32',
  BF16: 'float32',
  I64: 'int32',
  I32: 'int32',
  U8: 'int32',
  BOOL: 'bool',
};

/** A number that the domain's type cannot hold. */
export class ValueFault extends Error {}

/** Memory for `count` elements of a domain type. */
export function newArray(dtype: DType, count: number): Float32Array | Int32Array | Uint8Array {
  switch (dtype) {
    case 'float32':
      return new Float32Array(count);
    case 'int32':
      return new Int32Array(count);
    case 'bool':
      return new Uint8Array(count);
  }
}

/** Whether file and memory hold the same bytes. */
export const isStoredAsIs = (type: StoredType): boolean => type === 'F32' || type === 'I32' || type === 'BOOL';

/**
 * Turns stored elements into numbers.
 * @param bytes whole elements, little-endian; its memory starts at a multiple of 8
 * @param target written from element `start` on
 * @throws ValueFault for a value that does not fit (int64 beyond int32, a finite float64 beyond float32)
 */
export function convert(type: StoredType, bytes: Uint8Array, target: NumericArray, start: number): void {
  const count = bytes.byteLength / elementBytes[type];
  const memory = [bytes.buffer, bytes.byteOffset, count] as const;
  switch (type) {
    case 'F64':
      new Float64Array(...memory).forEach((value, index) => {
        target[start + index] = value;
        if (Number.isFinite(value) && !Number.isFinite(target[start + index])) throw new ValueFault(`element ${start + index} is ${value}, beyond 32-bit floats`);
      });
      return;
    case 'I64':
      new BigInt64Array(...memory).forEach((value, index) => {
        if (value !== BigInt.asIntN(32, value)) throw new ValueFault(`element ${start + index} is ${value}, beyond 32-bit integers`);
        target[start + index] = Number(value);
      });
      return;
    case 'F16':
      new Uint16Array(...memory).forEach((bits, index) => (target[start + index] = halfToNumber(bits)));
      return;
    case 'BF16': {
      // The upper half of a 32-bit float.
      const upper = new Uint16Array(...memory);
      const bits = new Uint32Array(count);
      for (let index = 0; index < count; index++) bits[index] = upper[index] << 16;
      target.set(new Float32Array(bits.buffer), start);
      return;
    }
    case 'F32':
    case 'I32':
    case 'U8':
    case 'BOOL':
      target.set(type === 'F32' ? new Float32Array(...memory) : type === 'I32' ? new Int32Array(...memory) : bytes, start);
  }
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
