import { elementCount, formatShape, sameShape } from '../../../domain/graph/shapes.js';
import type { TensorType, TensorValue } from '../../../domain/graph/tensor.js';
import { numbersOf, type Numbers } from './kernels/kernel.js';

/** A copy of a value from outside, in the interpreter's precision. @param what names the value in errors, e.g. `input "x"` @throws Error when missing or of another type or shape */
export function checkedNumbers(what: string, { dtype, shape }: TensorType, value: TensorValue | undefined): Numbers {
  if (value === undefined) throw new Error(`${what} is missing`);
  if (value.dtype !== dtype || !sameShape(value.shape, shape)) {
    throw new Error(`${what} must be ${dtype}${formatShape(shape)}, is ${value.dtype}${formatShape(value.shape)}`);
  }
  if (value.data.length !== elementCount(shape)) throw new Error(`${what} of shape ${formatShape(shape)} has ${value.data.length} elements`);
  return numbersOf(dtype, value.data);
}

/** A copy for the outside. */
export const copyOf = ({ dtype, shape }: TensorType, data: Numbers): TensorValue => ({ dtype, shape, data: data.slice() });
