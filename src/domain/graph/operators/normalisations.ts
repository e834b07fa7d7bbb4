import { applyOperator } from '../apply-operator.js';
import { elementCount, formatShape, normaliseAxis } from '../shapes.js';
import { ShapeFault, type Operator, type Tensor } from '../tensor.js';
import { exp, mul, sub } from './elementwise.js';
import { reshape } from './movement.js';
import { sumRows } from './products.js';
import { reduceMean, reduceSum } from './reductions.js';

type AxisAttributes = { readonly axis: number };

export const Softmax: Operator<AxisAttributes> = {
  name: 'Softmax',
  doc: 'e^(x − max) / Σ e^(x − max) along an axis.',
  outputs: ([x], { axis }) => {
    normaliseAxis(axis, x.shape.length);
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  gradient: ({ output: y, attributes: { axis }, upstream }) => [() => mul(y, sub(upstream, reduceSum(mul(upstream, y), [axis], true)))],
};

export const LogSoftmax: Operator<AxisAttributes> = {
  name: 'LogSoftmax',
  doc: 'x − max − ln Σ e^(x − max) along an axis.',
  outputs: (inputs, attributes) => Softmax.outputs(inputs, attributes),
  gradient: ({ output: y, attributes: { axis }, upstream }) => [() => sub(upstream, mul(exp(y), reduceSum(upstream, [axis], true)))],
};

type LayerNormalizationAttributes = { readonly epsilon: number };
/** Outputs y, mean and 1/√(variance + ε); the last two serve the gradient and have none of their own. */
export const LayerNormalization: Operator<LayerNormalizationAttributes> = {
  name: 'LayerNormalization',
  doc: '(x − mean) / √(biased variance + ε) · scale + bias over the last axis.',
  outputs: ([x, scale, bias]) => {
    const size = x.shape[x.shape.length - 1];
    for (const operand of [scale, bias]) {
      if (operand.shape.length !== 1 || operand.shape[0] !== size) throw new ShapeFault(`scale and bias must be [${size}] for axis -1, got ${formatShape(operand.shape)}`);
    }
    const statistics = [...x.shape.slice(0, -1), 1];
    return [
      { dtype: x.dtype, shape: x.shape },
      { dtype: x.dtype, shape: statistics },
      { dtype: x.dtype, shape: statistics },
    ];
  },
  gradient: ({ inputs: [x, scale], outputs: [, mean, inverseDeviation], upstream }) => {
    const width = x.shape[x.shape.length - 1];
    const flat = (tensor: Tensor): Tensor => reshape(tensor, [elementCount(x.shape) / width, width]);
    const normalised = mul(sub(x, mean), inverseDeviation);
    return [
      () => {
        const scaled = mul(upstream, scale);
        const projection = reduceMean(mul(scaled, normalised), [-1], true);
        return mul(inverseDeviation, sub(sub(scaled, reduceMean(scaled, [-1], true)), mul(normalised, projection)));
      },
      () => sumRows(flat(mul(upstream, normalised))),
      () => sumRows(flat(upstream)),
    ];
  },
};

export const softmax = (x: Tensor, axis: number): Tensor => applyOperator(Softmax, [x], { axis })[0];
export const logSoftmax = (x: Tensor, axis: number): Tensor => applyOperator(LogSoftmax, [x], { axis })[0];
/** Over the last axis. @param scale [C] @param bias [C] */
export const layerNormalization = (x: Tensor, scale: Tensor, bias: Tensor, epsilon: number): Tensor => applyOperator(LayerNormalization, [x, scale, bias], { epsilon })[0];
