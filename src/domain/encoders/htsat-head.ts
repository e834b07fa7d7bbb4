import type { Scope } from '../graph/leaves.js';
import { add, conv, expand, reduceMean, reshape, sigmoid, transpose, unsqueeze } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import { uniformFanIn } from '../layers/linear.js';
import { narrowNormal, zeros } from './starting-values.js';

export interface SoundEvents {
  /** Mean of the tokens [N, C]. */
  readonly latentOutput: Tensor;
  /** Probabilities [N, steps · repeats, classes]. */
  readonly framewiseOutput: Tensor;
  /** [N, classes]: probabilities (clip_bce) or scores (clip_ce). */
  readonly clipwiseOutput: Tensor;
}

export interface TokenSemanticHeadOptions {
  /** Token map of the last stage is `grid` × `grid`. */
  readonly grid: number;
  readonly width: number;
  /** Pieces of time that the image stacks. */
  readonly frequencyRatio: number;
  readonly classes: number;
  /** How often a step is repeated on the frame axis. */
  readonly repeats: number;
  readonly lossType: 'clip_bce' | 'clip_ce';
}

/** The token-semantic convolution over the unfolded map. Parameters `tscam_conv.*`; `head.*` exists and is unused. encoders.md §3.2.10. */
export function tokenSemanticHead(scope: Scope, options: TokenSemanticHeadOptions): (x: Tensor) => SoundEvents {
  const { grid, width, frequencyRatio, classes, repeats } = options;
  const rows = grid / frequencyRatio;
  const start = uniformFanIn(width * rows * 3);
  const weight = scope.child('tscam_conv').parameter('weight', [classes, width, rows, 3], start);
  const bias = scope.child('tscam_conv').parameter('bias', [classes], start);
  scope.child('head').parameter('weight', [classes, classes], narrowNormal);
  scope.child('head').parameter('bias', [classes], zeros);
  return (x) => {
    const batch = x.shape[0];
    const steps = frequencyRatio * grid;
    const pieces = transpose(reshape(x, [batch, frequencyRatio, rows, grid, width]), [0, 4, 2, 1, 3]);
    const map = conv(reshape(pieces, [batch, width, rows, steps]), weight, { begins: [0, 1], ends: [0, 1] });
    const scores = add(transpose(reshape(map, [batch, classes, steps]), [0, 2, 1]), bias);
    const repeated = expand(unsqueeze(sigmoid(scores), 2), [batch, steps, repeats, classes]);
    const clipScores = reduceMean(scores, [1]);
    return {
      latentOutput: reduceMean(x, [1]),
      framewiseOutput: reshape(repeated, [batch, steps * repeats, classes]),
      clipwiseOutput: options.lossType === 'clip_bce' ? sigmoid(clipScores) : clipScores,
    };
  };
}
