import { expect } from 'vitest';
import type { TensorValue } from '../../../src/domain/graph/tensor.js';
import { isArrayOf } from './values.js';

/** Same type, same shape, and each number within `tolerance` of the larger of 1 and the expected magnitude; integers and booleans exactly. */
export function expectClose(actual: TensorValue, expected: TensorValue, tolerance: number): void {
  expect({ dtype: actual.dtype, shape: [...actual.shape], length: actual.data.length }).toEqual({ dtype: expected.dtype, shape: [...expected.shape], length: expected.data.length });
  expect(isArrayOf(actual.dtype, actual.data)).toBe(true);
  const far = Array.from(expected.data).flatMap((wanted, index) => {
    const got = actual.data[index];
    const allowed = expected.dtype === 'float32' ? tolerance * Math.max(1, Math.abs(wanted)) : 0;
    return Object.is(got, wanted) || Math.abs(got - wanted) <= allowed ? [] : [{ index, got, wanted }];
  });
  expect(far).toEqual([]);
}
