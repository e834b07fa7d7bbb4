import type { Scope } from '../../graph/leaves.js';
import { relu } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { resize } from '../../layers/resize.js';
import { convolution } from './convolution.js';
import { featureFusion } from './feature-fusion.js';
import { residualConvUnit } from './residual-conv-unit.js';

export interface DecodedMask {
  /** Logits [N, 1, 4H, 4W] for a finest map of H × W. */
  readonly pred: Tensor;
  /** The maps as the published in-place relu leaves them, finest first: what the losses see. */
  readonly maps: readonly Tensor[];
  /** What leaves each block (`path1` … `path4`), finest first, for inspection. */
  readonly paths: readonly Tensor[];
}

/**
 * From the coarsest map to the finest, block by block, then to mask logits. spec/task-avs §5.
 * @param maps finest first, each [N, c, H, W] and half as large as the one before @param widths of the two inner convolutions of the head
 * @param unusedWeights declares the published `resConfUnit1` of the coarsest block, which nothing uses
 */
export function maskDecoder(scope: Scope, maps: readonly Tensor[], widths: readonly [number, number], unusedWeights: boolean): DecodedMask {
  const rectified = maps.map(relu);
  const block = (k: number): Scope => scope.child(`path${k + 1}`);
  const last = rectified.length - 1;
  if (unusedWeights) residualConvUnit(block(last).child('resConfUnit1'), rectified[last]);
  const paths = new Array<Tensor>(rectified.length);
  paths[last] = featureFusion(block(last), rectified[last]);
  for (let k = last - 1; k >= 0; k--) paths[k] = featureFusion(block(k), paths[k + 1], rectified[k]);
  return { pred: outputConvolutions(scope.child('output_conv'), paths[0], widths), maps: rectified, paths };
}

/** Two convolutions around a bilinear doubling (half-pixel centres), then one logit a pixel. */
function outputConvolutions(scope: Scope, x: Tensor, [wide, narrow]: readonly [number, number]): Tensor {
  const first = convolution(scope.child(0), x, wide, 3);
  const [rows, channels, height, width] = first.shape;
  const doubled = resize(first, [rows, channels, 2 * height, 2 * width], { mode: 'linear', coordinates: 'half_pixel' });
  return convolution(scope.child(4), relu(convolution(scope.child(2), doubled, narrow, 3)), 1, 1);
}
