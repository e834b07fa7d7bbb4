import { input } from '../../graph/leaves.js';
import { add, mul } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { crossEntropy } from '../../layers/losses.js';
import type { BatchShape } from '../task.js';
import { interleavedRows, matchingLoss } from './grounding-network.js';

/** Declares the input of the true answers [B], int32. */
export const avqaTargets = ({ clips }: Pick<BatchShape, 'clips'>): Tensor => input('answers', [clips], 'int32');

export interface AvqaLossTerms {
  readonly answer: Tensor;
  /** Absent where nothing is told apart. */
  readonly matching: Tensor | undefined;
  readonly loss: Tensor;
}

/** The answer, and whether frames are those of the sound. spec/task-avqa §5. @param logits [B, A] @param match logits of the video's frames and of others [N, 2] @param answers [B] */
export function avqaLoss(logits: Tensor, match: { readonly positive: Tensor; readonly negative: Tensor } | undefined, answers: Tensor, matchingWeight: number): AvqaLossTerms {
  const answer = crossEntropy(logits, answers);
  if (match === undefined) return { answer, matching: undefined, loss: answer };
  const matching = matchingLoss(interleavedRows(match.positive, match.negative));
  return { answer, matching, loss: add(answer, mul(matching, matchingWeight)) };
}
