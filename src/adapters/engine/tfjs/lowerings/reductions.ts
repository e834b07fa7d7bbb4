import type { Tensor } from '@tensorflow/tfjs-core';
import { normaliseAxes } from '../../../../domain/graph/shapes.js';
import type { DType } from '../../../../domain/graph/tensor.js';
import type { Lowering, Lowerings, Tfjs } from './lowering.js';
import { around, mergedChoice } from './merged-axes.js';
import { reshaped, transposed } from './movement.js';

type Names = 'ArgMax' | 'ReduceMax' | 'ReduceProd' | 'ReduceSum';
type ReductionAttributes = { readonly axes: readonly number[]; readonly keepAxes: boolean };

/** @param nothing the result over no elements */
const reduction =
  (compute: (tf: Tfjs, x: Tensor, axes: number[]) => Tensor, nothing: (dtype: DType) => number): Lowering<ReductionAttributes> =>
  ({ tf }, [x], { axes }, [{ dtype, shape }]) => {
    if (x.size === 0) return tf.fill([...shape], nothing(dtype), dtype);
    const merged = mergedChoice(x.shape, normaliseAxes(axes, x.rank));
    if (merged.axes.length === 0) return reshaped(tf, x, shape);
    return reshaped(tf, compute(tf, reshaped(tf, x, merged.shape), merged.axes), shape);
  };

export const reductionLowerings: Lowerings<Names> = {
  ReduceSum: reduction((tf, x, axes) => tf.sum(x, axes), () => 0),
  ReduceProd: reduction((tf, x, axes) => tf.prod(x, axes), () => 1),
  ReduceMax: reduction((tf, x, axes) => tf.max(x, axes), (dtype) => (dtype === 'float32' ? -Infinity : -(2 ** 31))),
  ArgMax: ({ tf }, [x], { axis }, [{ shape }]) => {
    const [before, size, after] = around(x.shape, axis);
    const lanes = reshaped(tf, transposed(tf, reshaped(tf, x, [before, size, after]), [0, 2, 1]), [before * after, size]);
    return reshaped(tf, tf.argMax(lanes, 1), shape);
  },
};
