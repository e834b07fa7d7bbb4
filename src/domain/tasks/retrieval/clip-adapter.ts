import type { Scope } from '../../graph/leaves.js';
import { add, mul, relu } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { linear } from '../../layers/linear.js';

/** 0.2 relu(W₂ relu(W₁ z)) + 0.8 z: a bottleneck of a quarter beside the embedding. Parameters `fc.0.weight`, `fc.2.weight`. spec/task-fewshot-zeroshot §3. @param z [N, E] */
export function clipAdapter(scope: Scope, z: Tensor): Tensor {
  const width = z.shape[1];
  const fc = scope.child('fc');
  const narrow = relu(linear(fc.child(0), z, Math.floor(width / 4), { bias: false }));
  const adapted = relu(linear(fc.child(2), narrow, width, { bias: false }));
  return add(mul(adapted, 0.2), mul(z, 0.8));
}
