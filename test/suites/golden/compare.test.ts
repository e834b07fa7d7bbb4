import { describe, expect, it } from 'vitest';
import type { TensorValue } from '../../../src/domain/graph/tensor.js';
import { compare } from './compare.js';
import type { ExpectedArray, LoadedCase } from './load-case.js';

const floats = (shape: readonly number[], numbers: readonly number[]): TensorValue => ({ dtype: 'float32', shape, data: Float32Array.from(numbers) });
const integers = (numbers: readonly number[]): TensorValue => ({ dtype: 'int32', shape: [numbers.length], data: Int32Array.from(numbers) });

/** A row that expects 3, 4 (l2 5, absmax 4) within 1e-3. */
const aRow = (changes: Partial<ExpectedArray> = {}): ExpectedArray => ({ name: 'y', shape: [2], stored: floats([2], [3, 4]), sampled: undefined, l2: 5, absmax: 4, tolerance: 1e-3, ...changes });

function aCase(expected: readonly ExpectedArray[], gradients: readonly ExpectedArray[] = []): LoadedCase {
  const golden = { id: 'demo-case', kind: 'demo', name: 'case', config: {}, parameters: new Map(), inputs: new Map(), expectedNames: ['y'], gradientNames: [] };
  return { golden, expected, gradients };
}

const failuresOf = (row: ExpectedArray, got: TensorValue): readonly string[] => compare(aCase([row]), { expected: { y: got }, gradients: {} }).failures;

describe('compare', () => {
  it('reports the largest error relative to the largest element, and the array that has it', () => {
    const result = compare(aCase([aRow()], [aRow({ name: 'x' })]), { expected: { y: floats([2], [3, 4]) }, gradients: { x: floats([2], [3, 4.002]) } });
    expect(result.array).toBe('gradient/x');
    expect(result.largestError).toBeCloseTo(0.0005, 6);
    expect(result.failures).toEqual([]);
  });

  it('fails an element outside the tolerance', () => {
    expect(failuresOf(aRow(), floats([2], [3, 4.005]))).toHaveLength(1);
  });

  it('uses the tolerance of the row', () => {
    expect(failuresOf(aRow({ tolerance: 1e-2 }), floats([2], [3, 4.005]))).toEqual([]);
  });

  it('fails a sampled array whose error lies between the samples, by its norm', () => {
    const row = aRow({ shape: [4], stored: floats([2], [3, 4]), sampled: 2, l2: 5 });
    expect(failuresOf(row, floats([4], [3, 0, 4, 0]))).toEqual([]);
    expect(failuresOf(row, floats([4], [3, 0, 4, 1]))).toHaveLength(1);
  });

  it('fails a number that is NaN, wherever it stands', () => {
    expect(failuresOf(aRow(), floats([2], [NaN, 4]))).toHaveLength(1);
    expect(failuresOf(aRow(), floats([2], [3, NaN]))).toHaveLength(1);
  });

  it('fails an array that is missing or has another shape', () => {
    expect(compare(aCase([aRow()]), { expected: {}, gradients: {} }).failures).toEqual(['expected/y was not computed']);
    expect(failuresOf(aRow(), floats([1, 2], [3, 4]))).toEqual(['expected/y has shape [1, 2], expected [2]']);
  });

  it('wants integers to be equal', () => {
    const row = aRow({ stored: integers([1, 2]), l2: 0, absmax: 0 });
    expect(failuresOf(row, integers([1, 2]))).toEqual([]);
    expect(failuresOf(row, integers([1, 3]))).toHaveLength(1);
  });
});
