import type { Scope } from '../graph/leaves.js';
import { add, gemm, reshape } from '../graph/operations.js';
import { elementCount } from '../graph/shapes.js';
import type { Initialiser, Tensor } from '../graph/tensor.js';

/** PyTorch's default start of linear and convolution layers: uniform ±1/√fanIn, for weight and bias. */
export const uniformFanIn = (fanIn: number): Initialiser => ({ kind: 'uniform', low: -1 / Math.sqrt(fanIn), high: 1 / Math.sqrt(fanIn) });

export interface LinearOptions {
  readonly bias?: boolean;
  readonly weightStart?: Initialiser;
  readonly biasStart?: Initialiser;
}

/**
 * y = x Wᵀ + b over the last axis. Parameters `weight` [outputs, inputs] and `bias` [outputs] under the scope.
 * @param x [..., inputs]
 * @returns [..., outputs]
 */
export function linear(scope: Scope, x: Tensor, outputs: number, options: LinearOptions = {}): Tensor {
  const inputs = x.shape[x.shape.length - 1];
  const weight = scope.parameter('weight', [outputs, inputs], options.weightStart ?? uniformFanIn(inputs));
  const bias = options.bias === false ? undefined : scope.parameter('bias', [outputs], options.biasStart ?? uniformFanIn(inputs));
  return affine(x, weight, bias);
}

/** x Wᵀ + b with given tensors. @param x [..., inputs] @param weight [outputs, inputs] @param bias [outputs] */
export function affine(x: Tensor, weight: Tensor, bias: Tensor | undefined): Tensor {
  const [outputs, inputs] = weight.shape;
  const product = gemm(reshape(x, [elementCount(x.shape.slice(0, -1)), inputs]), weight, { transposeB: true });
  return reshape(bias === undefined ? product : add(product, bias), [...x.shape.slice(0, -1), outputs]);
}
