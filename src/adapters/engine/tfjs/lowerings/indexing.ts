import type { Tensor } from '@tensorflow/tfjs-core';
import type { Lowerings } from './lowering.js';
import { around } from './merged-axes.js';
import { reshaped, transposed } from './movement.js';

type Names = 'Gather' | 'ScatterND' | 'TopK';

export const indexingLowerings: Lowerings<Names> = {
  Gather: ({ tf }, [x, indices], { axis }, [{ shape }]) => reshaped(tf, tf.gather(reshaped(tf, x, around(x.shape, axis)), reshaped(tf, indices, [indices.size]), 1), shape),
  ScatterND: ({ tf }, [x, indices, updates], { reduction }) =>
    reduction === 'add' ? tf.add(x, tf.scatterND(indices, updates, x.shape)) : tf.tensorScatterUpdate(x, indices, updates),
  TopK: ({ tf }, [x], { axis, k, largest }, [{ shape }]) => {
    // The kernel knows the largest along the last axis only.
    const [before, size, after] = around(x.shape, axis);
    const lanes = reshaped(tf, transposed(tf, reshaped(tf, x, [before, size, after]), [0, 2, 1]), [before * after, size]);
    const { values, indices } = tf.topk(largest ? lanes : tf.neg(lanes), k, true);
    const back = (found: Tensor): Tensor => reshaped(tf, transposed(tf, reshaped(tf, found, [before, after, k]), [0, 2, 1]), shape);
    return [back(largest ? values : tf.neg(values)), back(indices)];
  },
};
