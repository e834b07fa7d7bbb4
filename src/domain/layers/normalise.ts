import { abs, div, maximum, mul, reduceSum, sqrt } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';

/** max(‖x‖₂, ε) along an axis, kept. The floor lies under the root, so that a row of zeros has a gradient without NaN. */
const flooredNorm = (x: Tensor, axis: number, epsilon: number): Tensor => sqrt(maximum(reduceSum(mul(x, x), [axis], true), epsilon * epsilon));

/** x / max(‖x‖₂, ε) along an axis; below the floor the divisor is the constant ε. */
export const l2Normalise = (x: Tensor, axis: number, epsilon: number): Tensor => div(x, flooredNorm(x, axis, epsilon));

/** x / max(Σ|x|, ε) along an axis. */
export const l1Normalise = (x: Tensor, axis: number, epsilon: number): Tensor => div(x, maximum(reduceSum(abs(x), [axis], true), epsilon));

/** a · b / (max(‖a‖, ε) max(‖b‖, ε)) along an axis, which is dropped; the operands broadcast. */
export const cosineSimilarity = (a: Tensor, b: Tensor, axis: number, epsilon = 1e-8): Tensor =>
  reduceSum(mul(l2Normalise(a, axis, epsilon), l2Normalise(b, axis, epsilon)), [axis]);
