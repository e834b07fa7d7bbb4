import { afterAll, describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../../../src/adapters/engine/reference/reference-engine.js';
import { createTfjsEngine } from '../../../../src/adapters/engine/tfjs/tfjs-engine.js';
import { add, concat, conv, convTranspose, div, expand, gemm, matmul, mul, pad, reduceSum, reshape, softmax, transpose } from '../../../../src/domain/graph/operations.js';
import { elementCount } from '../../../../src/domain/graph/shapes.js';
import type { Shape, Tensor, TensorValue } from '../../../../src/domain/graph/tensor.js';
import { expectClose } from '../../../suites/engine/expect-close.js';
import { runOnce } from '../../../suites/engine/run-once.js';
import { float, int } from '../../../suites/engine/values.js';

/** Within ±1, different everywhere. */
const waves = (...shape: number[]): TensorValue => ({ dtype: 'float32', shape, data: Float64Array.from({ length: elementCount(shape) }, (_, k) => Math.sin(1 + 7 * k)) });
const mirrored = (shape: Shape): number[] => shape.map((_, axis) => shape.length - 1 - axis);

interface Detour {
  readonly does: string;
  readonly operands: readonly TensorValue[];
  readonly build: (...operands: Tensor[]) => readonly Tensor[];
}

/** Where TensorFlow.js has no kernel, a wrong or a slow one, or one for fewer axes. */
const detours: readonly Detour[] = [
  { does: 'products whose right operand is the same memory under another shape', operands: [waves(1, 1), waves(1, 6)], build: (a, b) => [gemm(a, b), gemm(reshape(b, [3, 2]), reshape(b, [2, 3])), gemm(b, reshape(b, [6, 1]))] },
  { does: 'convolutions whose kernels are one memory under three shapes', operands: [waves(1, 1, 8), waves(1, 4, 2), waves(4)], build: (x, y, w) => [conv(x, reshape(w, [1, 1, 4])), conv(x, reshape(w, [4, 1, 1])), conv(y, reshape(w, [1, 4, 1])), conv(x, reshape(w, [1, 1, 4]), { strides: [2] })] },
  { does: 'batches of matrices large enough to be multiplied one by one', operands: [waves(3, 50, 40), waves(3, 40, 40)], build: (a, b) => [matmul(a, b)] },
  { does: 'batches of small matrices', operands: [waves(7, 5, 4), waves(7, 4, 3)], build: (a, b) => [matmul(a, b)] },
  { does: 'one matrix times each of a batch', operands: [waves(5, 4), waves(2, 3, 4, 6)], build: (a, b) => [matmul(a, b)] },
  { does: 'batches that broadcast in both operands', operands: [waves(2, 1, 3, 4), waves(1, 5, 4, 2)], build: (a, b) => [matmul(a, b)] },
  { does: 'a convolution with strides, dilations and groups at once', operands: [waves(2, 4, 9, 11), waves(6, 2, 3, 2)], build: (x, w) => [conv(x, w, { strides: [2, 3], dilations: [2, 3], begins: [1, 2], ends: [2, 0], groups: 2 })] },
  { does: 'a depth-wise convolution', operands: [waves(2, 3, 5, 5), waves(3, 1, 3, 3)], build: (x, w) => [conv(x, w, { begins: [1, 1], ends: [1, 1], groups: 3 })] },
  { does: 'a convolution over three axes', operands: [waves(2, 2, 3, 4, 5), waves(3, 2, 2, 2, 3)], build: (x, w) => [conv(x, w, { strides: [1, 2, 1], begins: [1, 0, 1], ends: [0, 1, 1] })] },
  { does: 'a transposed convolution with strides, groups and output padding', operands: [waves(2, 4, 3, 4), waves(4, 3, 3, 2)], build: (x, w) => [convTranspose(x, w, { strides: [2, 3], begins: [1, 0], ends: [0, 1], outputPadding: [1, 2], groups: 2 })] },
  { does: 'a transposed convolution of stride 1 whose pads are wider than its kernel', operands: [waves(1, 2, 9), waves(2, 3, 2)], build: (x, w) => [convTranspose(x, w, { begins: [2], ends: [3] })] },
  { does: 'a dilated transposed convolution of stride 1', operands: [waves(2, 3, 5, 4), waves(3, 2, 2, 3)], build: (x, w) => [convTranspose(x, w, { dilations: [2, 1], begins: [1, 1], ends: [0, 2] })] },
  { does: 'broadcasting over seven axes', operands: [waves(2, 1, 2, 1, 2, 3, 1), waves(3, 1, 2, 1, 1, 2)], build: (a, b) => [add(a, b), mul(b, a)] },
  { does: 'transposing and padding seven axes', operands: [waves(2, 1, 2, 3, 2, 1, 2)], build: (x) => [transpose(x, mirrored(x.shape)), pad(x, [1, 0, 1, 0, 0, 1, 0], [0, 0, 0, 2, 0, 1, 1], 5)] },
  { does: 'sums and repetition along alternating axes', operands: [waves(2, 3, 1, 2, 3, 2)], build: (x) => [reduceSum(x, [0, 2, 4]), expand(x, [2, 3, 4, 2, 3, 2])] },
  { does: 'a softmax along an inner axis', operands: [waves(3, 4, 5)], build: (x) => [softmax(x, 1)] },
  { does: 'joining with a part without elements', operands: [waves(2, 0), waves(2, 3)], build: (a, b) => [concat([a, b], 1), concat([b, a, b], -1)] },
  { does: 'a product over no elements', operands: [waves(2, 0), waves(0, 3)], build: (a, b) => [gemm(a, b)] },
  { does: 'the division of integers towards zero', operands: [int([7, -7, 7, -7]), int([2, 2, -2, -2])], build: (a, b) => [div(a, b)] },
];

describe.each(['wasm', 'cpu'] as const)('tfjs-%s', (binding) => {
  const [reference, engine] = [createReferenceEngine(), createTfjsEngine({ binding })];
  afterAll(async () => {
    await reference.dispose();
    await engine.dispose();
  });

  it.each(detours)('equals the reference in $does', async ({ operands, build }) => {
    const expected = await runOnce(reference, operands, build);
    const actual = await runOnce(engine, operands, build);
    // Sums of up to 50 products in float32.
    expected.forEach((value, position) => expectClose(actual[position], value, 1e-5));
  });

  it('multiplies what lies in one memory under two shapes', async () => {
    const [row, column] = await runOnce(engine, [float([[2]]), float([[3, 5]])], (a, b) => [gemm(a, b), gemm(b, reshape(b, [2, 1]))]);
    expect([...row.data]).toEqual([6, 10]);
    expect([...column.data]).toEqual([9 + 25]);
  });
});
