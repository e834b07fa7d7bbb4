import type { AttributesOf } from '../../../domain/graph/operators/table.js';
import type { Attributes } from '../../../domain/graph/tensor.js';
import { lowerings, type Lowering, type Lowerings } from './lowerings.js';
import { int, onnxType, type OnnxWriter } from './onnx-writer.js';

/** Coefficients of W. J. Cody, "Rational Chebyshev approximations for the error function", 1969: up to 0.46875, and above. */
const small = { numerator: [1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3], denominator: [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3] };
const large = {
  numerator: [2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2, 8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3],
  denominator: [1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3, 3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3],
};

const scalar = (onnx: OnnxWriter, value: number): string => onnx.constant({ dtype: 'float32', shape: [], data: Float64Array.of(value) });

/** Horner's rule, highest power first. */
const polynomial = (onnx: OnnxWriter, x: string, coefficients: readonly number[]): string =>
  coefficients.slice(1).reduce((sum, coefficient) => onnx.value('Add', [onnx.value('Mul', [sum, x]), scalar(onnx, coefficient)]), scalar(onnx, coefficients[0]));

const quotient = (onnx: OnnxWriter, x: string, { numerator, denominator }: typeof small): string => onnx.value('Div', [polynomial(onnx, x, numerator), polynomial(onnx, x, denominator)]);

/** erf; beyond |x| = 4 it is taken as erf(4), which is off by less than 1.6e-8. @returns a new name */
function errorFunction(onnx: OnnxWriter, x: string): string {
  const size = onnx.value('Abs', [x]);
  const square = onnx.value('Mul', [x, x]);
  const near = onnx.value('Mul', [x, quotient(onnx, square, small)]);
  const bounded = onnx.value('Min', [size, scalar(onnx, 4)]);
  const complement = onnx.value('Mul', [onnx.value('Exp', [onnx.value('Neg', [onnx.value('Mul', [bounded, bounded])])]), quotient(onnx, bounded, large)]);
  const far = onnx.value('Mul', [onnx.value('Sign', [x]), onnx.value('Sub', [scalar(onnx, 1), complement])]);
  return onnx.value('Where', [onnx.value('Greater', [size, scalar(onnx, 0.46875)]), far, near]);
}

/** For kernels that exist in float32 only: the operands are rounded, the result is widened. */
const rounded =
  <A extends Attributes>(lowering: Lowering<A>): Lowering<A> =>
  (onnx, call) => {
    const inputs = call.inputs.map((name) => onnx.value('Cast', [name], { to: int(onnxType.float32) }));
    const narrow = call.outputs.map(() => onnx.fresh('narrow'));
    lowering(onnx, { ...call, inputs, outputs: narrow });
    narrow.forEach((name, k) => onnx.node('Cast', [name], [call.outputs[k]], { to: int(onnxType.float64) }));
  };

const layerNormalization: Lowering<AttributesOf<'LayerNormalization'>> = (onnx, { inputs: [x, scale, bias], outputs: [y, mean, inverseDeviation], attributes: { epsilon } }) => {
  const lastAxis = onnx.int64([-1]);
  onnx.node('ReduceMean', [x, lastAxis], [mean], { keepdims: int(1) });
  const centred = onnx.value('Sub', [x, mean]);
  const variance = onnx.value('ReduceMean', [onnx.value('Mul', [centred, centred]), lastAxis], { keepdims: int(1) });
  onnx.node('Reciprocal', [onnx.value('Sqrt', [onnx.value('Add', [variance, scalar(onnx, epsilon)])])], [inverseDeviation]);
  onnx.node('Add', [onnx.value('Mul', [onnx.value('Mul', [centred, inverseDeviation]), scale]), bias], [y]);
};

/** Operators that onnxruntime's CPU kernels have in float32 only (1.30, tried one by one), said in other ways for float64. */
export const doublePrecisionLowerings: Partial<Lowerings> = {
  Conv: rounded(lowerings.Conv),
  ConvTranspose: rounded(lowerings.ConvTranspose),
  Erf: (onnx, { inputs: [x], outputs }) => onnx.node('Identity', [errorFunction(onnx, x)], outputs),
  Gelu: (onnx, { inputs: [x], outputs }) => {
    const slope = onnx.value('Add', [errorFunction(onnx, onnx.value('Mul', [x, scalar(onnx, Math.SQRT1_2)])), scalar(onnx, 1)]);
    onnx.node('Mul', [onnx.value('Mul', [x, scalar(onnx, 0.5)]), slope], outputs);
  },
  LayerNormalization: layerNormalization,
  Softplus: (onnx, { inputs: [x], outputs }) => {
    const tail = onnx.value('Log', [onnx.value('Add', [onnx.value('Exp', [onnx.value('Neg', [onnx.value('Abs', [x])])]), scalar(onnx, 1)])]);
    onnx.node('Add', [onnx.value('Relu', [x]), tail], outputs);
  },
};
