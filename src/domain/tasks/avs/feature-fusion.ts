import type { Scope } from '../../graph/leaves.js';
import { add, relu } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { resize } from '../../layers/resize.js';
import { residualConvUnit } from './residual-conv-unit.js';

/**
 * Joins what comes from the coarser stage with this stage's map, and doubles the size (bilinear, corners aligned). spec/task-avs §5.
 * @param coarser [N, c, H, W] @param map this stage's rectified map of the same shape; none in the coarsest block
 * @returns [N, c, 2H, 2W]
 */
export function featureFusion(scope: Scope, coarser: Tensor, map?: Tensor): Tensor {
  const joined = map === undefined ? coarser : add(coarser, residualConvUnit(scope.child('resConfUnit1'), map));
  const fused = residualConvUnit(scope.child('resConfUnit2'), relu(joined));
  const [rows, channels, height, width] = fused.shape;
  return resize(fused, [rows, channels, 2 * height, 2 * width], { mode: 'linear', coordinates: 'align_corners' });
}
