import { applyOperator } from '../../apply-operator.js';
import { constant } from '../../leaves.js';
import { add, mul, neg, reduceSum, reshape, sub } from '../../operations.js';
import { broadcastShapes, elementCount, sameShape } from '../../shapes.js';
import type { Tensor } from '../../tensor.js';
import { isCallOf, madeBy, scalarOf } from '../call-of.js';
import type { Rule } from '../rewrite.js';

const broadcasting = new Set(['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Pow', 'Equal', 'Greater', 'Less', 'And', 'Where']);

/** An operand that is repeated before an operator that would repeat it anyway is not. */
export const leaveBroadcastToOperator: Rule = (call) => {
  if (!broadcasting.has(call.operator.name)) return undefined;
  const inputs = [...call.inputs];
  for (const [position, operand] of inputs.entries()) {
    const expansion = madeBy(operand, 'Expand');
    if (expansion === undefined) continue;
    const others = inputs.filter((_, k) => k !== position).map(({ shape }) => shape);
    const [source] = expansion.inputs;
    if (sameShape([source.shape, ...others].reduce((all, shape) => broadcastShapes(all, shape)), call.outputs[0].shape)) inputs[position] = source;
  }
  return inputs.every((operand, position) => operand === call.inputs[position]) ? undefined : applyOperator(call.operator, inputs, call.attributes)[0];
};

/** a + (−b) = a − b, a − (−b) = a + b, −(−x) = x; a sum of negatives is the negative of the sum. */
export const foldNegations: Rule = (call) => {
  const [first, second] = call.inputs;
  if (isCallOf(call, 'Add')) {
    const [left, right] = [madeBy(first, 'Neg'), madeBy(second, 'Neg')];
    if (right !== undefined) return sub(first, right.inputs[0]);
    return left && sub(second, left.inputs[0]);
  }
  const inner = madeBy(isCallOf(call, 'Sub') ? second : first, 'Neg')?.inputs[0];
  if (inner === undefined) return undefined;
  if (isCallOf(call, 'Sub')) return add(first, inner);
  if (isCallOf(call, 'Neg')) return inner;
  if (isCallOf(call, 'ReduceSum')) return neg(reduceSum(inner, call.attributes.axes, call.attributes.keepAxes));
  if (isCallOf(call, 'Reshape')) return neg(reshape(inner, call.attributes.shape));
  return undefined;
};

/** x · 1 = x / 1 = x. */
export const dropUnits: Rule = (call) => {
  const [first, second] = call.inputs;
  const isSame = (tensor: Tensor): boolean => sameShape(tensor.shape, call.outputs[0].shape);
  if ((isCallOf(call, 'Mul') || isCallOf(call, 'Div')) && scalarOf(second) === 1 && isSame(first)) return first;
  return isCallOf(call, 'Mul') && scalarOf(first) === 1 && isSame(second) ? second : undefined;
};

/** x + x = 2 x. */
export const doubleInsteadOfAdding: Rule = (call) => (isCallOf(call, 'Add') && call.inputs[0] === call.inputs[1] ? mul(call.inputs[0], 2) : undefined);

/**
 * Factors meet where the tensors are small: (x · s) · t = x · (s · t) for s · t smaller than the result, Σ (x · s) = s · Σ x for a number s.
 * Equal up to rounding.
 */
export const multiplySmallFirst: Rule = (call, { uses }) => {
  if (isCallOf(call, 'ReduceSum')) {
    const product = uses(call.inputs[0]) === 1 ? numberFactor(call.inputs[0]) : undefined;
    return product && mul(reduceSum(product.rest, call.attributes.axes, call.attributes.keepAxes), product.factor);
  }
  if (!isCallOf(call, 'Mul')) return undefined;
  const size = elementCount(call.outputs[0].shape);
  for (const [large, small] of [[call.inputs[0], call.inputs[1]], [call.inputs[1], call.inputs[0]]]) {
    if (elementCount(small.shape) === size || elementCount(large.shape) !== size || uses(large) !== 1) continue;
    const product = madeBy(large, 'Mul');
    if (product === undefined) continue;
    for (const [x, factor] of [[product.inputs[0], product.inputs[1]], [product.inputs[1], product.inputs[0]]]) {
      if (elementCount(broadcastShapes(factor.shape, small.shape)) === size) continue;
      const together = multiplied(factor, small);
      if (sameShape(broadcastShapes(x.shape, together.shape), call.outputs[0].shape)) return mul(x, together);
    }
  }
  return undefined;
};

function numberFactor(tensor: Tensor): { readonly rest: Tensor; readonly factor: number } | undefined {
  const product = madeBy(tensor, 'Mul');
  if (product === undefined) return undefined;
  const [a, b] = product.inputs;
  const [first, second] = [scalarOf(a), scalarOf(b)];
  if (second !== undefined && sameShape(a.shape, tensor.shape)) return { rest: a, factor: second };
  return first !== undefined && sameShape(b.shape, tensor.shape) ? { rest: b, factor: first } : undefined;
}

/** Two numbers are multiplied now. */
function multiplied(a: Tensor, b: Tensor): Tensor {
  const [first, second] = [scalarOf(a), scalarOf(b)];
  return first === undefined || second === undefined || a.dtype !== 'float32' ? mul(a, b) : constant(first * second, broadcastShapes(a.shape, b.shape));
}
