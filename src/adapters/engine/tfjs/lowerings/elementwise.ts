import type { Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../../../../domain/graph/tensor.js';
import type { Lowering, Lowerings, Tfjs } from './lowering.js';
import { mergedBroadcast } from './merged-axes.js';
import { reshaped } from './movement.js';

type Names =
  | 'Abs' | 'Add' | 'Ceil' | 'Cos' | 'Div' | 'Erf' | 'Exp' | 'Floor' | 'Gelu' | 'Log' | 'Max' | 'Min' | 'Mul' | 'Neg' | 'Pow' | 'Reciprocal' | 'Relu'
  | 'Round' | 'Sigmoid' | 'Sign' | 'Sin' | 'Softplus' | 'Sqrt' | 'StopGradient' | 'Sub' | 'Tanh';

type NoAttributes = Record<string, never>;

/** Above this many axes operands are joined along axes first. */
const MOST_AXES = 4;

/** Operands that broadcast together in few axes. */
export function brought(tf: Tfjs, operands: readonly Tensor[], result: Shape): readonly Tensor[] {
  if (result.length <= MOST_AXES) return operands;
  const shapes = mergedBroadcast(operands.map(({ shape }) => shape), result);
  return operands.map((operand, k) => reshaped(tf, operand, shapes[k]));
}

/** An operator of two operands that broadcast. */
export const binary =
  (compute: (tf: Tfjs, a: Tensor, b: Tensor) => Tensor): Lowering<NoAttributes> =>
  ({ tf }, operands, _, [{ shape }]) => {
    const [a, b] = brought(tf, operands, shape);
    return reshaped(tf, compute(tf, a, b), shape);
  };

const unary =
  (compute: (tf: Tfjs, x: Tensor) => Tensor): Lowering<NoAttributes> =>
  ({ tf }, [x]) =>
    compute(tf, x);

/** For kernels that take float32 only. */
const throughFloat =
  (compute: (tf: Tfjs, x: Tensor) => Tensor): Lowering<NoAttributes> =>
  ({ tf }, [x]) =>
    x.dtype === 'float32' ? compute(tf, x) : tf.cast(compute(tf, tf.cast(x, 'float32')), x.dtype);

/** tfjs divides integers towards −∞, the domain towards zero. */
function divided(tf: Tfjs, a: Tensor, b: Tensor): Tensor {
  if (a.dtype === 'float32') return tf.div(a, b);
  return tf.cast(tf.div(tf.cast(a, 'float32'), tf.cast(b, 'float32')), 'int32');
}

export const elementwiseLowerings: Lowerings<Names> = {
  Add: binary((tf, a, b) => tf.add(a, b)),
  Sub: binary((tf, a, b) => tf.sub(a, b)),
  Mul: binary((tf, a, b) => tf.mul(a, b)),
  Div: binary(divided),
  Pow: binary((tf, a, b) => tf.pow(a, b)),
  Max: binary((tf, a, b) => tf.maximum(a, b)),
  Min: binary((tf, a, b) => tf.minimum(a, b)),
  Neg: unary((tf, x) => tf.neg(x)),
  Abs: throughFloat((tf, x) => tf.abs(x)),
  Sign: throughFloat((tf, x) => tf.sign(x)),
  Sqrt: unary((tf, x) => tf.sqrt(x)),
  Exp: unary((tf, x) => tf.exp(x)),
  Log: unary((tf, x) => tf.log(x)),
  Reciprocal: unary((tf, x) => tf.reciprocal(x)),
  Tanh: unary((tf, x) => tf.tanh(x)),
  Sigmoid: unary((tf, x) => tf.sigmoid(x)),
  Relu: throughFloat((tf, x) => tf.relu(x)),
  Softplus: unary((tf, x) => tf.softplus(x)),
  Erf: unary((tf, x) => tf.erf(x)),
  Sin: unary((tf, x) => tf.sin(x)),
  Cos: unary((tf, x) => tf.cos(x)),
  Floor: throughFloat((tf, x) => tf.floor(x)),
  Ceil: throughFloat((tf, x) => tf.ceil(x)),
  Round: throughFloat((tf, x) => tf.round(x)),
  Gelu: unary((tf, x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1))),
  StopGradient: (_, [x]) => x,
};
