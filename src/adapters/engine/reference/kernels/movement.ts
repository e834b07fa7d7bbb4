import { normaliseAxis, stridesOf } from '../../../../domain/graph/shapes.js';
import type { TensorType } from '../../../../domain/graph/tensor.js';
import { allocate, type Kernels, type Numbers, type Operand } from './kernel.js';
import { broadcastOffsets, offsetsOf } from './offsets.js';

type Names = 'Concat' | 'Expand' | 'Pad' | 'Reshape' | 'Slice' | 'Transpose';

/** The result whose element i is the operand's element offsets[i]. */
function pick({ data }: Operand, offsets: Int32Array, type: TensorType): Numbers {
  const y = allocate(type);
  for (let i = 0; i < y.length; i++) y[i] = data[offsets[i]];
  return y;
}

/** Writes an operand as a block of `target`, its first element at index tuple `corner`. */
function place({ shape, data }: Operand, target: Numbers, targetShape: readonly number[], corner: readonly number[]): void {
  const strides = stridesOf(targetShape);
  const offsets = offsetsOf(shape, strides, corner.reduce((start, index, axis) => start + index * strides[axis], 0));
  for (let i = 0; i < data.length; i++) target[offsets[i]] = data[i];
}

export const movementKernels: Kernels<Names> = {
  Reshape: ([x]) => [x.data],
  Transpose: ([x], { permutation }, [type]) => {
    const strides = stridesOf(x.shape);
    return [pick(x, offsetsOf(type.shape, permutation.map((axis) => strides[axis])), type)];
  },
  Expand: ([x], _, [type]) => [pick(x, broadcastOffsets(x.shape, type.shape), type)],
  Slice: ([x], { axis, start }, [type]) => {
    const strides = stridesOf(x.shape);
    return [pick(x, offsetsOf(type.shape, strides, start * strides[normaliseAxis(axis, x.shape.length)]), type)];
  },
  Concat: (inputs, { axis }, [type]) => {
    const y = allocate(type);
    const along = normaliseAxis(axis, type.shape.length);
    let start = 0;
    for (const x of inputs) {
      place(x, y, type.shape, type.shape.map((_, k) => (k === along ? start : 0)));
      start += x.shape[along];
    }
    return [y];
  },
  Pad: ([x], { begins, value }, [type]) => {
    const y = allocate(type).fill(value);
    place(x, y, type.shape, begins);
    return [y];
  },
};
