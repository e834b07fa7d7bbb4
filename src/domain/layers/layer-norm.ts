import type { Scope } from '../graph/leaves.js';
import { layerNormalization } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';

/** Layer norm over the last axis, ε 1e-5, biased variance. Parameters `weight` (start 1, or `weightStart`) and `bias` (0). */
export function layerNorm(scope: Scope, x: Tensor, weightStart = 1): Tensor {
  const width = x.shape[x.shape.length - 1];
  return layerNormalization(x, scope.parameter('weight', [width], { kind: 'constant', value: weightStart }), scope.parameter('bias', [width], { kind: 'constant', value: 0 }), 1e-5);
}
