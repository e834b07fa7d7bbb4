import { constant } from '../graph/leaves.js';
import { add, exp, less, maximum, minimum, mul, relu, sigmoid, sub, tanh, where } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';

/** x for x ≥ 0, else alpha · x. */
export const leakyRelu = (x: Tensor, alpha: number): Tensor => where(less(x, constant(0)), mul(x, alpha), x);

/** x for x ≥ 0, else slope · x. @param slope broadcasts to x */
export const prelu = (x: Tensor, slope: Tensor): Tensor => add(relu(x), mul(minimum(x, 0), slope));

/** x for x ≥ 0, else alpha (e^x − 1). */
export const elu = (x: Tensor, alpha: number): Tensor => add(relu(x), mul(sub(exp(minimum(x, 0)), 1), alpha));

/** x held within the bounds that are given; no gradient outside. */
export function clip(x: Tensor, { min, max }: { readonly min?: number; readonly max?: number }): Tensor {
  const above = min === undefined ? x : maximum(x, min);
  return max === undefined ? above : minimum(above, max);
}

/** x · sigmoid(x), also called swish. */
export const silu = (x: Tensor): Tensor => mul(x, sigmoid(x));

/** x · sigmoid(1.702 x), the activation of CLIP. */
export const quickGelu = (x: Tensor): Tensor => mul(x, sigmoid(mul(x, 1.702)));

/** x/2 (1 + tanh(√(2/π)(x + 0.044715 x³))). */
export function geluTanh(x: Tensor): Tensor {
  const cubic = add(x, mul(mul(mul(x, x), x), 0.044715));
  return mul(mul(x, 0.5), add(tanh(mul(cubic, Math.sqrt(2 / Math.PI))), 1));
}
