import { erf, erfc } from '../error-function.js';
import type { Kernels } from './kernel.js';
import { mapBinary, mapUnary } from './map-elements.js';

type Names =
  | 'Abs' | 'Add' | 'Ceil' | 'Cos' | 'Div' | 'Erf' | 'Exp' | 'Floor' | 'Gelu' | 'Log' | 'Max' | 'Min' | 'Mul' | 'Neg' | 'Pow' | 'Reciprocal'
  | 'Relu' | 'Round' | 'Sigmoid' | 'Sign' | 'Sin' | 'Softplus' | 'Sqrt' | 'StopGradient' | 'Sub' | 'Tanh';

/** Integer results are cut towards zero when they are stored. */
export const elementwiseKernels: Kernels<Names> = {
  Add: mapBinary((a, b) => a + b),
  Sub: mapBinary((a, b) => a - b),
  Mul: mapBinary((a, b) => a * b),
  Div: mapBinary((a, b) => a / b),
  // 1 to any power is 1, also where JavaScript says NaN.
  Pow: mapBinary((a, b) => (a === 1 ? 1 : a ** b)),
  Max: mapBinary(Math.max),
  Min: mapBinary(Math.min),
  Neg: mapUnary((x) => -x),
  Abs: mapUnary(Math.abs),
  Sign: mapUnary(Math.sign),
  Sqrt: mapUnary(Math.sqrt),
  Exp: mapUnary(Math.exp),
  Log: mapUnary(Math.log),
  Reciprocal: mapUnary((x) => 1 / x),
  Tanh: mapUnary(Math.tanh),
  Sigmoid: mapUnary((x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)))),
  Relu: mapUnary((x) => Math.max(x, 0)),
  Softplus: mapUnary((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  Erf: mapUnary(erf),
  Sin: mapUnary(Math.sin),
  Cos: mapUnary(Math.cos),
  Floor: mapUnary(Math.floor),
  Ceil: mapUnary(Math.ceil),
  Round: mapUnary(roundHalfToEven),
  Gelu: mapUnary((x) => 0.5 * x * erfc(-x * Math.SQRT1_2)),
  StopGradient: ([x]) => [x.data],
};

function roundHalfToEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}
