import { exp, gemm, mul } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { l2Normalise } from '../../layers/normalise.js';

/** exp(logit_scale) · cosines of all pairs. @param rows [N, E] @param columns [K, E] @param logitScale scalar, a logarithm @returns [N, K] */
export const scaledCosines = (rows: Tensor, columns: Tensor, logitScale: Tensor): Tensor =>
  mul(gemm(l2Normalise(rows, -1, 1e-12), l2Normalise(columns, -1, 1e-12), { transposeB: true }), exp(logitScale));
