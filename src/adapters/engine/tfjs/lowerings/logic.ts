import type { Tensor } from '@tensorflow/tfjs-core';
import type { DType } from '../../../../domain/graph/tensor.js';
import { binary } from './elementwise.js';
import type { Lowerings, Tfjs } from './lowering.js';
import { expanded } from './movement.js';

type Names = 'And' | 'Cast' | 'Equal' | 'Greater' | 'Less' | 'Not' | 'Where';

/** The wasm backend casts to bool by cutting off, so that 0.5 would be false. */
function casted(tf: Tfjs, x: Tensor, to: DType): Tensor {
  return to === 'bool' && x.dtype !== 'bool' ? tf.notEqual(x, tf.scalar(0, x.dtype)) : tf.cast(x, to);
}

export const logicLowerings: Lowerings<Names> = {
  Greater: binary((tf, a, b) => tf.greater(a, b)),
  Less: binary((tf, a, b) => tf.less(a, b)),
  Equal: binary((tf, a, b) => tf.equal(a, b)),
  And: binary((tf, a, b) => tf.logicalAnd(a, b)),
  Not: ({ tf }, [x]) => tf.logicalNot(x),
  Where: ({ tf }, operands, _, [{ shape }]) => {
    // The kernels choose between tensors of one shape.
    const [condition, a, b] = operands.map((operand) => tf.reshape(expanded(tf, operand, shape), [-1]));
    return tf.reshape(tf.where(condition, a, b), [...shape]);
  },
  Cast: ({ tf }, [x], { to }) => casted(tf, x, to),
};
