import type { Scope } from '../graph/leaves.js';
import { gelu } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import { linear } from '../layers/linear.js';
import { encoderLinear } from './starting-values.js';

/** fc2(gelu(fc1 x)). Parameters `fc1.*`, `fc2.*`. @param x [N, tokens, C] @param ratio hidden width / C */
export function feedForward(scope: Scope, x: Tensor, ratio: number): Tensor {
  const width = x.shape[2];
  const hidden = gelu(linear(scope.child('fc1'), x, Math.floor(width * ratio), encoderLinear));
  return linear(scope.child('fc2'), hidden, width, encoderLinear);
}
