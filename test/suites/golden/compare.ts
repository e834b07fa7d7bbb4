import { elementCount, formatShape, sameShape } from '../../../src/domain/graph/shapes.js';
import type { TensorValue } from '../../../src/domain/graph/tensor.js';
import type { GoldenResult } from './golden-kind.js';
import type { ExpectedArray, LoadedCase } from './load-case.js';

export interface Comparison {
  /** Over all arrays: max |got − want| / max(absmax, 1e-6), or the same of the l2 norms, whichever is larger. */
  readonly largestError: number;
  /** The array that has it. */
  readonly array: string;
  /** One line per array outside its tolerance, missing, of another shape, or with an integer that differs. */
  readonly failures: readonly string[];
}

/** Holds a computed case against the stored numbers (golden README, "Expected values"). */
export function compare(loaded: LoadedCase, result: GoldenResult): Comparison {
  const failures: string[] = [];
  let largest = { error: 0, array: '' };
  const tables = [
    ['expected', loaded.expected, result.expected],
    ['gradient', loaded.gradients, result.gradients],
  ] as const;
  for (const [table, rows, arrays] of tables) {
    for (const row of rows) {
      const name = `${table}/${row.name}`;
      const got = arrays[row.name];
      const fault = got === undefined ? 'was not computed' : sameShape(got.shape, row.shape) ? undefined : `has shape ${formatShape(got.shape)}, expected ${formatShape(row.shape)}`;
      if (got === undefined || fault !== undefined) {
        failures.push(`${name} ${fault}`);
        continue;
      }
      const error = row.stored.dtype === 'float32' ? relativeError(got, row) : differingIntegers(got, row);
      if (error > largest.error || largest.array === '') largest = { error, array: name };
      if (error > row.tolerance) failures.push(`${name} is off by ${error.toExponential(2)}, tolerance ${row.tolerance}`);
    }
  }
  return { largestError: largest.error, array: largest.array, failures };
}

/** Infinity when an element is NaN. */
function relativeError(got: TensorValue, row: ExpectedArray): number {
  let difference = 0;
  storedElements(got, row).forEach((value, k) => {
    difference = Math.max(difference, value === row.stored.data[k] ? 0 : Math.abs(value - row.stored.data[k]));
  });
  let squares = 0;
  for (const value of got.data) squares += value * value;
  const normError = Math.abs(Math.sqrt(squares) - row.l2) / Math.max(row.l2, 1e-6);
  const elementError = difference / Math.max(row.absmax, 1e-6);
  // Sums of squares in another order differ in the last digits of float64.
  const error = normError < 1e-12 ? elementError : Math.max(elementError, normError);
  return Number.isNaN(error) ? Infinity : error;
}

const differingIntegers = (got: TensorValue, row: ExpectedArray): number => (storedElements(got, row).every((value, k) => value === row.stored.data[k]) ? 0 : Infinity);

/** The elements of a whole array at the places that the case stores. */
function storedElements(got: TensorValue, { sampled, shape }: ExpectedArray): number[] {
  if (sampled === undefined) return Array.from(got.data);
  const count = elementCount(shape);
  return Array.from({ length: sampled }, (_, k) => got.data[Math.floor((k * count) / sampled)]);
}
