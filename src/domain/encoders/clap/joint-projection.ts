import type { Scope } from '../../graph/leaves.js';
import { relu } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { linear } from '../../layers/linear.js';

/** Linear, ReLU, Linear into CLAP's joint space. Parameters `0.*` and `2.*`. @param x [N, C] @returns [N, E] */
export const jointProjection = (scope: Scope, x: Tensor, embedding: number): Tensor => linear(scope.child(2), relu(linear(scope.child(0), x, embedding)), embedding);
