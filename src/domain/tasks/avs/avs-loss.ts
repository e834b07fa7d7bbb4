import { input } from '../../graph/leaves.js';
import { add, cast, mul, reshape, sigmoid, take } from '../../graph/operations.js';
import { GraphError, type Tensor } from '../../graph/tensor.js';
import { binaryCrossEntropy } from '../../layers/losses.js';
import type { BatchShape } from '../task.js';
import type { AvsSettings } from './avs-settings.js';
import { soundMatchingLoss } from './sound-matching.js';

/** Rows of a batch that have a mask: the first frame of each clip in S4, all in MS3. */
export const maskedRows = ({ setting }: Pick<AvsSettings, 'setting'>, { clips, segments }: Pick<BatchShape, 'clips' | 'segments'>): number[] =>
  Array.from({ length: setting === 's4' ? clips : clips * segments }, (_, row) => (setting === 's4' ? row * segments : row));

/** Declares the mask input: 0 or 1 (or what a quirk of the files makes of it) for every masked row [rows, 1, H, W]. */
export const avsTargets = (settings: Pick<AvsSettings, 'setting' | 'frameSize'>, shape: Pick<BatchShape, 'clips' | 'segments'>): Tensor => input('masks', [maskedRows(settings, shape).length, 1, ...settings.frameSize]);

export interface AvsLossTerms {
  readonly mask: Tensor;
  /** Absent where λ₁ is 0. */
  readonly matching: Tensor | undefined;
  readonly loss: Tensor;
}

/** What the loss reads of the network's outputs; maps and audio features are needed of the stages that are matched. */
export interface AvsPrediction {
  /** Logits [N, 1, H, W]. */
  readonly pred: Tensor;
  /** [N, c, H_k, W_k] */
  readonly maps: readonly (Tensor | undefined)[];
  /** [B, T, c] */
  readonly audioFeatures: readonly (Tensor | undefined)[];
}

/**
 * Cross-entropy of the masks, and λ₁ times the sound matching. spec/task-avs §6.
 * @param masks [rows, 1, H, W] of {@link maskedRows}
 * @throws GraphError when a stage is matched that has no interaction with the sound
 */
export function avsLoss({ pred, maps, audioFeatures }: AvsPrediction, masks: Tensor, settings: Pick<AvsSettings, 'setting' | 'loss'>, shape: Pick<BatchShape, 'clips' | 'segments'>): AvsLossTerms {
  const rows = maskedRows(settings, shape);
  const probabilities = sigmoid(rows.length === pred.shape[0] ? pred : take(pred, rows, 0));
  const mask = binaryCrossEntropy(probabilities, cast(masks, 'float32'));
  const { matchingWeight, matchingStages } = settings.loss;
  if (matchingWeight === 0) return { mask, matching: undefined, loss: mask };
  const stages = matchingStages.map((k) => {
    const [map, audio] = [maps[k], audioFeatures[k]];
    if (map === undefined || audio === undefined) throw new GraphError(`stage ${k} is matched but does not read the sound`);
    return { map, audio: reshape(audio, [pred.shape[0], audio.shape[2]]) };
  });
  const matching = soundMatchingLoss(settings.setting, pred, stages, settings.loss);
  return { mask, matching, loss: add(mask, mul(matching, matchingWeight)) };
}
