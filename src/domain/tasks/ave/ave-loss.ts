import { constant, input } from '../../graph/leaves.js';
import { add, cast, mul, reshape, transpose } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { binaryCrossEntropy, binaryCrossEntropyWithLogits, crossEntropy } from '../../layers/losses.js';
import type { BatchShape } from '../task.js';

/** `published`: the released program's loss; `fixed`: the gate as a probability, class terms over clips with an event (spec/task-ave §5, §9.1). */
export type AveLossRecipe = 'published' | 'fixed';

export interface AveTargets {
  /** 1 = event, 0 = background [B, T]. */
  readonly events: Tensor;
  /** int32 class of the clip [B]; −1 counts in no class term. */
  readonly clipClasses: Tensor;
}

/** Declares the label inputs. */
export const aveTargets = ({ clips, segments }: BatchShape): AveTargets => ({
  events: input('events', [clips, segments]),
  clipClasses: input('clipClasses', [clips], 'int32'),
});

export interface AveLossTerms {
  readonly isEvent: Tensor;
  readonly gate: Tensor;
  readonly eventClass: Tensor;
  readonly cas: Tensor;
  readonly loss: Tensor;
}

/**
 * Four terms of weight 1: event BCE, gate BCE, class CE of the head and of the class activation scores.
 * @param outputs time-first [T, B, 1] scores, [B, C] class logits
 */
export function aveLoss(
  outputs: { readonly isEventScores: Tensor; readonly eventScores: Tensor; readonly audioVisualGate: Tensor; readonly avScore: Tensor },
  { events, clipClasses }: AveTargets,
  recipe: AveLossRecipe,
  gateLossWeight: number,
): AveLossTerms {
  const bySegment = (x: Tensor): Tensor => transpose(reshape(x, [x.shape[0], x.shape[1]]), [1, 0]);
  const target = cast(events, 'float32');
  const isEvent = binaryCrossEntropyWithLogits(bySegment(outputs.isEventScores), target);
  const gateLoss = recipe === 'published' ? binaryCrossEntropyWithLogits : binaryCrossEntropy;
  const gate = mul(gateLoss(bySegment(outputs.audioVisualGate), target), constant(recipe === 'published' ? 1 : gateLossWeight));
  const eventClass = crossEntropy(outputs.eventScores, clipClasses, { ignoreIndex: -1 });
  const cas = crossEntropy(outputs.avScore, clipClasses, { ignoreIndex: -1 });
  return { isEvent, gate, eventClass, cas, loss: add(add(isEvent, gate), add(eventClass, cas)) };
}
