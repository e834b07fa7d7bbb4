import type { Scope } from '../../graph/leaves.js';
import { add, relu } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { convolution } from './convolution.js';

/**
 * Two 3×3 convolutions beside a skip: r + conv2(relu(conv1(r))). The published relu works in place, so the skip is rectified too. spec/task-avs §5.
 * @param r an already rectified map [N, c, H, W]
 */
export function residualConvUnit(scope: Scope, r: Tensor): Tensor {
  const channels = r.shape[1];
  const inner = relu(convolution(scope.child('conv1'), r, channels, 3));
  return add(convolution(scope.child('conv2'), inner, channels, 3), r);
}
