import { applyOperator } from '../apply-operator.js';
import { constant } from '../leaves.js';
import { broadcastShapes } from '../shapes.js';
import { ShapeFault, type DType, type Operator, type Tensor } from '../tensor.js';
import { sumToShape } from './broadcast-gradient.js';
import { broadcastType } from './elementwise.js';

type NoAttributes = Record<string, never>;

const comparison = (name: string, doc: string): Operator<NoAttributes> => ({ name, doc, outputs: (inputs) => broadcastType(inputs, 'bool'), gradient: 'none' });

function connective(name: string, doc: string): Operator<NoAttributes> {
  return {
    name,
    doc,
    outputs: (inputs) => {
      if (inputs.some((operand) => operand.dtype !== 'bool')) throw new ShapeFault('operands must be bool');
      return inputs.length === 1 ? [{ dtype: 'bool', shape: inputs[0].shape }] : broadcastType(inputs, 'bool');
    },
    gradient: 'none',
  };
}

export const Greater: Operator<NoAttributes> = comparison('Greater', 'a > b.');
export const Less: Operator<NoAttributes> = comparison('Less', 'a < b.');
export const Equal: Operator<NoAttributes> = comparison('Equal', 'a = b.');
export const Not: Operator<NoAttributes> = connective('Not', 'Logical negation.');
export const And: Operator<NoAttributes> = connective('And', 'Logical and, broadcast.');

export const Where: Operator<NoAttributes> = {
  name: 'Where',
  doc: 'condition ? a : b, all three broadcast.',
  outputs: ([condition, a, b]) => {
    if (condition.dtype !== 'bool') throw new ShapeFault(`condition must be bool, is ${condition.dtype}`);
    const [type] = broadcastType([a, b]);
    return [{ dtype: type.dtype, shape: broadcastShapes(condition.shape, type.shape) }];
  },
  gradient: ({ inputs: [condition, a, b], upstream }) => [
    undefined,
    () => sumToShape(where(condition, upstream, constant(0)), a.shape),
    () => sumToShape(where(condition, constant(0), upstream), b.shape),
  ],
};

type CastAttributes = { readonly to: DType };
export const Cast: Operator<CastAttributes> = {
  name: 'Cast',
  doc: 'Another element type; float to int cuts towards zero, to bool is x ≠ 0.',
  outputs: ([x], { to }) => [{ dtype: to, shape: x.shape }],
  gradient: 'none',
};

export const greater = (a: Tensor, b: Tensor): Tensor => applyOperator(Greater, [a, b], {})[0];
export const less = (a: Tensor, b: Tensor): Tensor => applyOperator(Less, [a, b], {})[0];
export const equal = (a: Tensor, b: Tensor): Tensor => applyOperator(Equal, [a, b], {})[0];
export const not = (a: Tensor): Tensor => applyOperator(Not, [a], {})[0];
export const and = (a: Tensor, b: Tensor): Tensor => applyOperator(And, [a, b], {})[0];
export const where = (condition: Tensor, a: Tensor, b: Tensor): Tensor => applyOperator(Where, [condition, a, b], {})[0];
export const cast = (x: Tensor, to: DType): Tensor => (x.dtype === to ? x : applyOperator(Cast, [x], { to })[0]);
