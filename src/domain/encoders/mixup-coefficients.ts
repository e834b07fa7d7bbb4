import { mul, sin } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import type { ForwardContext } from '../layers/forward-context.js';

/** Draws from Beta(½, ½), the arcsine law: sin²(π u / 2) of a uniform u. spec/task-avqa §6. @returns [rows] */
export function mixupCoefficients(rows: number, context: ForwardContext): Tensor {
  const sine = sin(mul(context.uniform([rows]), Math.PI / 2));
  return mul(sine, sine);
}
