import type { DType, NumericArray, Shape, TensorValue } from '../../../src/domain/graph/tensor.js';

/** Numbers as they look on paper: a scalar, a row, rows of rows. */
export type Nested = number | readonly Nested[];

const shapeOf = (values: Nested): number[] => (typeof values === 'number' ? [] : values.length === 0 ? [0] : [values.length, ...shapeOf(values[0])]);
const flat = (values: Nested): number[] => (typeof values === 'number' ? [values] : values.flatMap(flat));

/** float32 numbers, kept in double precision. @param shape only for tensors without elements or without room on paper */
export const float = (values: Nested, shape: Shape = shapeOf(values)): TensorValue => ({ dtype: 'float32', shape, data: Float64Array.from(flat(values)) });
export const int = (values: Nested, shape: Shape = shapeOf(values)): TensorValue => ({ dtype: 'int32', shape, data: Int32Array.from(flat(values)) });
/** Booleans as 0 and 1. */
export const bool = (values: Nested, shape: Shape = shapeOf(values)): TensorValue => ({ dtype: 'bool', shape, data: Uint8Array.from(flat(values)) });

/** The type of array that an engine hands out for a dtype: float32 in either precision. */
export function isArrayOf(dtype: DType, data: NumericArray): boolean {
  switch (dtype) {
    case 'float32':
      return data instanceof Float32Array || data instanceof Float64Array;
    case 'int32':
      return data instanceof Int32Array;
    case 'bool':
      return data instanceof Uint8Array;
  }
}
