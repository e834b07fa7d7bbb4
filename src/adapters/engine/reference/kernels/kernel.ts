import { elementCount } from '../../../../domain/graph/shapes.js';
import type { AttributesOf, OperatorName } from '../../../../domain/graph/operators/table.js';
import type { Attributes, DType, TensorType } from '../../../../domain/graph/tensor.js';

/** How the interpreter keeps numbers: float32 tensors in double precision, int32 and bool as they are. Never changed once made. */
export type Numbers = Float64Array | Int32Array | Uint8Array;

export interface Operand extends TensorType {
  readonly data: Numbers;
}

/** Computes all outputs of one call. Shapes fit: the operator's shape rule has checked them. */
export type Kernel<A extends Attributes> = (inputs: readonly Operand[], attributes: A, outputs: readonly TensorType[]) => readonly Numbers[];

/** Kernels of some operators, each with the attributes that its operator declares. */
export type Kernels<Name extends OperatorName> = { readonly [Key in Name]: Kernel<AttributesOf<Key>> };

/** Zeros of a type. */
export function allocate({ dtype, shape }: TensorType): Numbers {
  return numbersOf(dtype, elementCount(shape));
}

/** A copy of numbers as the interpreter keeps them, or (given a count) that many zeros. */
export function numbersOf(dtype: DType, source: number | ArrayLike<number>): Numbers {
  const length = typeof source === 'number' ? source : source.length;
  const numbers = dtype === 'float32' ? new Float64Array(length) : dtype === 'int32' ? new Int32Array(length) : new Uint8Array(length);
  if (typeof source !== 'number') numbers.set(source);
  return numbers;
}
