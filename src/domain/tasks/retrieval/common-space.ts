import type { Scope } from '../../graph/leaves.js';
import { relu } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { linear } from '../../layers/linear.js';

/** One of the four networks of equation 8: W₂ relu(W₁ z + b₁) + b₂. Parameters `0.*` and `2.*`. @param z [N, E] @returns [N, width] */
export const commonSpace = (scope: Scope, z: Tensor, width: number): Tensor => linear(scope.child(2), relu(linear(scope.child(0), z, width)), width);
