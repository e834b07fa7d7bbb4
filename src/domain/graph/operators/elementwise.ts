import { applyOperator } from '../apply-operator.js';
import { constant } from '../leaves.js';
import { broadcastShapes } from '../shapes.js';
import { ShapeFault, type Attributes, type DType, type GradientContext, type InputGradients, type Operator, type Tensor, type TensorType } from '../tensor.js';
import { sumToShape } from './broadcast-gradient.js';
import { cast, greater, less } from './logic.js';

type NoAttributes = Record<string, never>;

/** The type of an element-wise result of two operands. */
export function broadcastType([a, b]: readonly Tensor[], dtype: DType = a.dtype): readonly TensorType[] {
  if (a.dtype !== b.dtype) throw new ShapeFault(`operands have different types ${a.dtype} and ${b.dtype}`);
  return [{ dtype, shape: broadcastShapes(a.shape, b.shape) }];
}

function unary(name: string, doc: string, gradient: 'none' | ((context: { x: Tensor; y: Tensor; upstream: Tensor }) => Tensor)): Operator<NoAttributes> {
  return {
    name,
    doc,
    outputs: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
    gradient: gradient === 'none' ? 'none' : ({ inputs: [x], output: y, upstream }) => [() => gradient({ x, y, upstream })],
  };
}

function binary(name: string, doc: string, gradient: (context: { a: Tensor; b: Tensor; y: Tensor; upstream: Tensor }) => [() => Tensor, () => Tensor]): Operator<NoAttributes> {
  return {
    name,
    doc,
    outputs: (inputs) => broadcastType(inputs),
    gradient: ({ inputs: [a, b], output: y, upstream }: GradientContext<Attributes>): InputGradients => {
      const [towardsA, towardsB] = gradient({ a, b, y, upstream });
      return [() => sumToShape(towardsA(), a.shape), () => sumToShape(towardsB(), b.shape)];
    },
  };
}

const call1 = (operator: Operator<NoAttributes>, x: Tensor): Tensor => applyOperator(operator, [x], {})[0];
const call2 = (operator: Operator<NoAttributes>, a: Tensor, b: Tensor | number): Tensor =>
  applyOperator(operator, [a, typeof b === 'number' ? constant(b, [], a.dtype) : b], {})[0];

/** 1 where `condition` holds, else 0, as float. */
const indicator = (condition: Tensor): Tensor => cast(condition, 'float32');

export const Add: Operator<NoAttributes> = binary('Add', 'a + b, broadcast.', ({ upstream }) => [() => upstream, () => upstream]);
export const Sub: Operator<NoAttributes> = binary('Sub', 'a − b, broadcast.', ({ upstream }) => [() => upstream, () => neg(upstream)]);
export const Mul: Operator<NoAttributes> = binary('Mul', 'a · b, broadcast.', ({ a, b, upstream }) => [() => mul(upstream, b), () => mul(upstream, a)]);
export const Div: Operator<NoAttributes> = binary('Div', 'a / b, broadcast.', ({ b, y, upstream }) => [() => div(upstream, b), () => neg(div(mul(upstream, y), b))]);
export const Pow: Operator<NoAttributes> = binary('Pow', 'a to the power b, broadcast.', ({ a, b, y, upstream }) => [
  () => mul(upstream, mul(b, pow(a, sub(b, 1)))),
  () => mul(upstream, mul(y, log(a))),
]);
/** At a tie the gradient goes to the first operand. */
export const Max: Operator<NoAttributes> = binary('Max', 'The larger of a and b, broadcast.', ({ a, b, upstream }) => [
  () => mul(upstream, sub(constant(1), indicator(less(a, b)))),
  () => mul(upstream, indicator(less(a, b))),
]);
/** At a tie the gradient goes to the first operand. */
export const Min: Operator<NoAttributes> = binary('Min', 'The smaller of a and b, broadcast.', ({ a, b, upstream }) => [
  () => mul(upstream, sub(constant(1), indicator(greater(a, b)))),
  () => mul(upstream, indicator(greater(a, b))),
]);

export const Neg: Operator<NoAttributes> = unary('Neg', '−x.', ({ upstream }) => neg(upstream));
export const Abs: Operator<NoAttributes> = unary('Abs', '|x|.', ({ x, upstream }) => mul(upstream, sign(x)));
export const Sign: Operator<NoAttributes> = unary('Sign', '−1, 0 or 1.', 'none');
export const Sqrt: Operator<NoAttributes> = unary('Sqrt', 'Square root.', ({ y, upstream }) => div(mul(upstream, 0.5), y));
export const Exp: Operator<NoAttributes> = unary('Exp', 'e to the power x.', ({ y, upstream }) => mul(upstream, y));
export const Log: Operator<NoAttributes> = unary('Log', 'Natural logarithm.', ({ x, upstream }) => div(upstream, x));
export const Reciprocal: Operator<NoAttributes> = unary('Reciprocal', '1 / x.', ({ y, upstream }) => neg(mul(upstream, mul(y, y))));
export const Tanh: Operator<NoAttributes> = unary('Tanh', 'Hyperbolic tangent.', ({ y, upstream }) => mul(upstream, sub(constant(1), mul(y, y))));
export const Sigmoid: Operator<NoAttributes> = unary('Sigmoid', '1 / (1 + e^−x).', ({ y, upstream }) => mul(upstream, mul(y, sub(constant(1), y))));
export const Relu: Operator<NoAttributes> = unary('Relu', 'max(x, 0).', ({ y, upstream }) => mul(upstream, indicator(greater(y, constant(0)))));
export const Softplus: Operator<NoAttributes> = unary('Softplus', 'ln(1 + e^x), without overflow.', ({ x, upstream }) => mul(upstream, sigmoid(x)));
export const Erf: Operator<NoAttributes> = unary('Erf', 'The error function.', ({ x, upstream }) => mul(upstream, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI))));
export const Sin: Operator<NoAttributes> = unary('Sin', 'Sine of radians.', ({ x, upstream }) => mul(upstream, cos(x)));
export const Cos: Operator<NoAttributes> = unary('Cos', 'Cosine of radians.', ({ x, upstream }) => neg(mul(upstream, sin(x))));
export const Floor: Operator<NoAttributes> = unary('Floor', 'The next integer below.', 'none');
export const Ceil: Operator<NoAttributes> = unary('Ceil', 'The next integer above.', 'none');
export const Round: Operator<NoAttributes> = unary('Round', 'The nearest integer, halves to even.', 'none');
/** d/dx [x Φ(x)] = Φ(x) + x φ(x), written with s = x/√2. */
export const Gelu: Operator<NoAttributes> = unary('Gelu', 'x · ½ (1 + erf(x/√2)).', ({ x, upstream }) => {
  const s = mul(x, Math.SQRT1_2);
  const slope = add(add(erf(s), 1), mul(mul(s, exp(neg(mul(s, s)))), 2 / Math.sqrt(Math.PI)));
  return mul(mul(upstream, 0.5), slope);
});
/** The same numbers; no gradient flows back through it. */
export const StopGradient: Operator<NoAttributes> = unary('StopGradient', 'x, as a constant for differentiation.', 'none');

export const add = (a: Tensor, b: Tensor | number): Tensor => call2(Add, a, b);
export const sub = (a: Tensor, b: Tensor | number): Tensor => call2(Sub, a, b);
export const mul = (a: Tensor, b: Tensor | number): Tensor => call2(Mul, a, b);
export const div = (a: Tensor, b: Tensor | number): Tensor => call2(Div, a, b);
export const pow = (a: Tensor, b: Tensor | number): Tensor => call2(Pow, a, b);
export const maximum = (a: Tensor, b: Tensor | number): Tensor => call2(Max, a, b);
export const minimum = (a: Tensor, b: Tensor | number): Tensor => call2(Min, a, b);
export const neg = (x: Tensor): Tensor => call1(Neg, x);
export const abs = (x: Tensor): Tensor => call1(Abs, x);
export const sign = (x: Tensor): Tensor => call1(Sign, x);
export const sqrt = (x: Tensor): Tensor => call1(Sqrt, x);
export const exp = (x: Tensor): Tensor => call1(Exp, x);
export const log = (x: Tensor): Tensor => call1(Log, x);
export const reciprocal = (x: Tensor): Tensor => call1(Reciprocal, x);
export const tanh = (x: Tensor): Tensor => call1(Tanh, x);
export const sigmoid = (x: Tensor): Tensor => call1(Sigmoid, x);
export const relu = (x: Tensor): Tensor => call1(Relu, x);
export const softplus = (x: Tensor): Tensor => call1(Softplus, x);
export const erf = (x: Tensor): Tensor => call1(Erf, x);
export const sin = (x: Tensor): Tensor => call1(Sin, x);
export const cos = (x: Tensor): Tensor => call1(Cos, x);
export const floor = (x: Tensor): Tensor => call1(Floor, x);
export const ceil = (x: Tensor): Tensor => call1(Ceil, x);
export const round = (x: Tensor): Tensor => call1(Round, x);
export const gelu = (x: Tensor): Tensor => call1(Gelu, x);
export const stopGradient = (x: Tensor): Tensor => call1(StopGradient, x);
