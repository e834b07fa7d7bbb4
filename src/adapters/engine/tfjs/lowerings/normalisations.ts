import type { Lowerings } from './lowering.js';
import { around } from './merged-axes.js';
import { reshaped, transposed } from './movement.js';

type Names = 'LayerNormalization' | 'LogSoftmax' | 'Softmax';

export const normalisationLowerings: Lowerings<Names> = {
  Softmax: ({ tf }, [x], { axis }, [{ shape }]) => {
    // The kernel knows the last axis only.
    const [before, size, after] = around(x.shape, axis);
    const lanes = transposed(tf, reshaped(tf, x, [before, size, after]), [0, 2, 1]);
    const chosen = tf.softmax(reshaped(tf, lanes, [before * after, size]));
    return reshaped(tf, transposed(tf, reshaped(tf, chosen, [before, after, size]), [0, 2, 1]), shape);
  },
  LogSoftmax: ({ tf }, [x], { axis }, [{ shape }]) => {
    const lanes = reshaped(tf, x, around(x.shape, axis));
    const below = tf.sub(lanes, tf.max(lanes, 1, true));
    return reshaped(tf, tf.sub(below, tf.log(tf.sum(tf.exp(below), 1, true))), shape);
  },
  LayerNormalization: ({ tf }, [x, scale, bias], { epsilon }, [type, statistics]) => {
    const width = scale.size;
    const rows = reshaped(tf, x, [x.size / width, width]);
    const mean = tf.mean(rows, 1, true);
    const centred = tf.sub(rows, mean);
    const inverseDeviation = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), epsilon));
    const y = tf.add(tf.mul(tf.mul(centred, inverseDeviation), scale), bias);
    return [reshaped(tf, y, type.shape), reshaped(tf, mean, statistics.shape), reshaped(tf, inverseDeviation, statistics.shape)];
  },
};
