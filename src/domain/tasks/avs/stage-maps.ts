import type { Scope } from '../../graph/leaves.js';
import { reshape } from '../../graph/operations.js';
import { GraphError, type Tensor } from '../../graph/tensor.js';
import { linear } from '../../layers/linear.js';
import { resize } from '../../layers/resize.js';

/** What a stage of the image encoder leaves. */
export interface StageTokens {
  /** [N, rows · columns, C] */
  readonly tokens: Tensor;
  readonly grid: readonly [number, number];
}

/** Sizes of the stages' maps: a quarter of the frame, each next stage half of that. @throws GraphError when the frame does not divide so often */
export function mapSizes([height, width]: readonly [number, number], stages: number): (readonly [number, number])[] {
  const smallest = 4 * 2 ** (stages - 1);
  if (height % smallest !== 0 || width % smallest !== 0) throw new GraphError(`frames of ${height} × ${width} do not divide by ${smallest}`);
  return Array.from({ length: stages }, (_, k) => [height / (4 * 2 ** k), width / (4 * 2 ** k)] as const);
}

/** Every stage's tokens as a map of equally many channels: a linear layer, then a bicubic resize. spec/task-avs §3. @returns each [N, H, W, channels] */
export function stageMaps(scope: Scope, stages: readonly StageTokens[], sizes: readonly (readonly [number, number])[], channels: number): Tensor[] {
  return stages.map(({ tokens, grid }, k) => {
    const rows = tokens.shape[0];
    const narrowed = linear(scope.child(`x${k + 1}_linear_`), tokens, channels);
    return resize(reshape(narrowed, [rows, ...grid, channels]), [rows, ...sizes[k], channels], { mode: 'cubic', coordinates: 'half_pixel' });
  });
}
