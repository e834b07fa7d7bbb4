import type { Tensor } from '@tensorflow/tfjs-core';
import { elementCount, sameShape } from '../../../../domain/graph/shapes.js';
import type { Shape } from '../../../../domain/graph/tensor.js';
import type { Backend, Lowerings, Tfjs } from './lowering.js';
import { around, mergedBroadcast, mergedTransposition } from './merged-axes.js';
import { WASM_SLICE } from './wasm-slice-kernel.js';

type Names = 'Concat' | 'Expand' | 'Pad' | 'Reshape' | 'Slice' | 'Transpose';

/** The same elements under another shape; x itself where it has that shape. */
export const reshaped = (tf: Tfjs, x: Tensor, shape: Shape): Tensor => (sameShape(x.shape, shape) ? x : tf.reshape(x, [...shape]));

/** Axis k of the result is axis permutation[k] of x. */
export function transposed(tf: Tfjs, x: Tensor, permutation: readonly number[]): Tensor {
  const merged = mergedTransposition(x.shape, permutation);
  const moved = merged.shape.length < 2 ? x : tf.transpose(reshaped(tf, x, merged.shape), merged.permutation);
  return reshaped(tf, moved, permutation.map((axis) => x.shape[axis]));
}

/** x repeated to fill a shape it broadcasts to. */
export function expanded(tf: Tfjs, x: Tensor, shape: Shape): Tensor {
  const [from, to] = mergedBroadcast([x.shape, shape], shape);
  const repeated = sameShape(from, to) ? x : tf.tile(reshaped(tf, x, from), to.map((size, axis) => size / from[axis]));
  return reshaped(tf, repeated, shape);
}

/** Elements start … end − 1 along one axis. @returns [before, end − start, after] */
export function sliced({ tf, isWasm }: Backend, x: Tensor, axis: number, start: number, end: number): Tensor {
  const [before, size, after] = around(x.shape, axis);
  const middle = reshaped(tf, x, [before, size, after]);
  return isWasm ? tf.engine().runKernel(WASM_SLICE, { x: middle }, { start, end }) : tf.slice(middle, [0, start, 0], [before, end - start, after]);
}

/** @param begins elements before each axis @param ends elements after each axis */
export function padded(tf: Tfjs, x: Tensor, begins: readonly number[], ends: readonly number[], value: number): Tensor {
  // One axis after the other, each as the middle one of three: kernels take few axes.
  return begins.reduce((padded, begin, axis) => {
    const end = ends[axis];
    if (begin === 0 && end === 0) return padded;
    const [before, size, after] = around(padded.shape, axis);
    const wider = tf.pad(reshaped(tf, padded, [before, size, after]), [[0, 0], [begin, end], [0, 0]], value);
    return reshaped(tf, wider, padded.shape.map((length, k) => (k === axis ? begin + length + end : length)));
  }, x);
}

export const movementLowerings: Lowerings<Names> = {
  Reshape: ({ tf }, [x], { shape }) => reshaped(tf, x, shape),
  Transpose: ({ tf }, [x], { permutation }) => transposed(tf, x, permutation),
  Expand: ({ tf }, [x], _, [{ shape }]) => expanded(tf, x, shape),
  Slice: (backend, [x], { axis, start, end }, [{ shape }]) => reshaped(backend.tf, sliced(backend, x, axis, start, end), shape),
  Concat: ({ tf }, operands, { axis }, [{ shape }]) => {
    const parts = operands.filter(({ size }) => size > 0).map((x) => reshaped(tf, x, around(x.shape, axis)));
    return reshaped(tf, tf.concat(parts, 1), shape);
  },
  Pad: ({ tf }, [x], { begins, ends, value }, [{ shape, dtype }]) => (elementCount(x.shape) === 0 ? tf.fill([...shape], value, dtype) : padded(tf, x, begins, ends, value)),
};
