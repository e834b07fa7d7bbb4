import type { Tensor, TensorValue } from '../../../src/domain/graph/tensor.js';

/** An operator on a few numbers, with the result worked out by hand. */
export interface OperatorCase {
  /** Ends the sentence "<operator> …". */
  readonly does: string;
  readonly operands: readonly TensorValue[];
  readonly build: (...operands: Tensor[]) => readonly Tensor[];
  readonly expected: readonly TensorValue[];
}

export const operatorCase = (does: string, operands: readonly TensorValue[], build: (...operands: Tensor[]) => Tensor | readonly Tensor[], ...expected: readonly TensorValue[]): OperatorCase => ({
  does,
  operands,
  build: (...tensors) => [build(...tensors)].flat(),
  expected,
});
