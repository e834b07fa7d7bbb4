import { applyOperator } from '../apply-operator.js';
import { constant } from '../leaves.js';
import { elementCount, normaliseAxes, normaliseAxis, reducedShape } from '../shapes.js';
import { ShapeFault, type GradientContext, type Operator, type Tensor, type TensorType } from '../tensor.js';
import { add, div, exp, log, mul, neg, sub } from './elementwise.js';
import { cast, equal } from './logic.js';
import { expand, reshape } from './movement.js';

type ReductionAttributes = { readonly axes: readonly number[]; readonly keepAxes: boolean };

function reducedType([x]: readonly Tensor[], { axes, keepAxes }: ReductionAttributes): readonly TensorType[] {
  return [{ dtype: x.dtype, shape: reducedShape(x.shape, normaliseAxes(axes, x.shape.length), keepAxes) }];
}

/** A reduced tensor with its axes put back as size 1, ready to broadcast against the operand. */
function keptAgain(reduced: Tensor, { inputs: [x], attributes }: GradientContext<ReductionAttributes>): Tensor {
  return reshape(reduced, reducedShape(x.shape, normaliseAxes(attributes.axes, x.shape.length), true));
}

export const ReduceSum: Operator<ReductionAttributes> = {
  name: 'ReduceSum',
  doc: 'Sum over axes.',
  outputs: reducedType,
  gradient: (context) => [() => expand(keptAgain(context.upstream, context), context.inputs[0].shape)],
};

/** Equal maxima share the gradient; the golden data has no ties. */
export const ReduceMax: Operator<ReductionAttributes> = {
  name: 'ReduceMax',
  doc: 'Maximum over axes.',
  outputs: reducedType,
  gradient: (context) => [
    () => {
      const [x] = context.inputs;
      const { axes } = context.attributes;
      const isMaximum = cast(equal(x, keptAgain(context.output, context)), 'float32');
      return mul(keptAgain(context.upstream, context), div(isMaximum, reduceSum(isMaximum, axes, true)));
    },
  ],
};

export const ReduceProd: Operator<ReductionAttributes> = {
  name: 'ReduceProd',
  doc: 'Product over axes; its gradient needs operands other than 0.',
  outputs: reducedType,
  gradient: (context) => [() => div(mul(keptAgain(context.upstream, context), keptAgain(context.output, context)), context.inputs[0])],
};

type ArgMaxAttributes = { readonly axis: number; readonly keepAxes: boolean };
export const ArgMax: Operator<ArgMaxAttributes> = {
  name: 'ArgMax',
  doc: 'Index of the maximum along an axis, the first one on ties.',
  outputs: ([x], { axis, keepAxes }) => {
    if (x.dtype === 'bool') throw new ShapeFault('operand must be a number');
    return [{ dtype: 'int32', shape: reducedShape(x.shape, [normaliseAxis(axis, x.shape.length)], keepAxes) }];
  },
  gradient: 'none',
};

const allAxes = (x: Tensor): number[] => x.shape.map((_, axis) => axis);

/** @param axes all axes unless given */
export const reduceSum = (x: Tensor, axes: readonly number[] = allAxes(x), keepAxes = false): Tensor =>
  axes.length === 0 ? x : applyOperator(ReduceSum, [x], { axes, keepAxes })[0];
export const reduceMax = (x: Tensor, axes: readonly number[] = allAxes(x), keepAxes = false): Tensor =>
  axes.length === 0 ? x : applyOperator(ReduceMax, [x], { axes, keepAxes })[0];
export const reduceMin = (x: Tensor, axes: readonly number[] = allAxes(x), keepAxes = false): Tensor => neg(reduceMax(neg(x), axes, keepAxes));
export const reduceProd = (x: Tensor, axes: readonly number[] = allAxes(x), keepAxes = false): Tensor =>
  axes.length === 0 ? x : applyOperator(ReduceProd, [x], { axes, keepAxes })[0];
export const argMax = (x: Tensor, axis: number, keepAxes = false): Tensor => applyOperator(ArgMax, [x], { axis, keepAxes })[0];
export const argMin = (x: Tensor, axis: number, keepAxes = false): Tensor => argMax(neg(x), axis, keepAxes);

/** Mean over axes (all unless given). */
export function reduceMean(x: Tensor, axes: readonly number[] = allAxes(x), keepAxes = false): Tensor {
  const count = elementCount(normaliseAxes(axes, x.shape.length).map((axis) => x.shape[axis]));
  return mul(reduceSum(x, axes, keepAxes), 1 / count);
}

/** ln Σ e^x over axes, without overflow. */
export function reduceLogSumExp(x: Tensor, axes: readonly number[] = allAxes(x), keepAxes = false): Tensor {
  const largest = applyOperator(ReduceMax, [x], { axes, keepAxes: true })[0];
  const sum = add(log(reduceSum(exp(sub(x, largest)), axes, true)), largest);
  return keepAxes ? sum : reshape(sum, reducedShape(x.shape, normaliseAxes(axes, x.shape.length), false));
}

/** The scalar mean of a loss table with weights: Σ w·l / Σ w, and 0 when Σ w = 0. */
export function weightedMean(values: Tensor, weights: Tensor): Tensor {
  const total = reduceSum(weights);
  const safeTotal = add(total, cast(equal(total, constant(0)), 'float32'));
  return div(reduceSum(mul(values, weights)), safeTotal);
}
