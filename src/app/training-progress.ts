import { z } from 'zod';
import { AvtoolError } from '../domain/errors.js';
import type { Json } from '../domain/ports/run-store.js';
import { initialSelection, type SelectionState } from '../domain/training/early-stopping.js';

/** Where a run stands: written into every checkpoint, enough (with seed and tensors) to go on exactly. */
export interface TrainingProgress {
  /** Epoch under way or next, from 1. */
  readonly epoch: number;
  /** Next batch of that epoch, from 0. */
  readonly batch: number;
  /** Batches trained since the start of the run. */
  readonly step: number;
  /** Sums over the batches of the epoch so far. */
  readonly lossSum: number;
  readonly rightSegments: number;
  readonly segments: number;
  readonly selection: SelectionState;
  readonly bestEpoch: number;
}

export const initialProgress: TrainingProgress = { epoch: 1, batch: 0, step: 0, lossSum: 0, rightSegments: 0, segments: 0, selection: initialSelection, bestEpoch: 0 };

const count = z.int().nonnegative();
const schema = z.strictObject({
  epoch: z.int().positive(),
  batch: count,
  step: count,
  lossSum: z.number(),
  rightSegments: count,
  segments: count,
  selection: z.strictObject({ best: z.number().nullable(), epochsBelowBest: count }),
  bestEpoch: count,
});

/** JSON has no −Infinity: "no best yet" is null. */
export const progressToJson = (progress: TrainingProgress): Json => ({
  ...progress,
  selection: { best: Number.isFinite(progress.selection.best) ? progress.selection.best : null, epochsBelowBest: progress.selection.epochsBelowBest },
});

/** @throws AvtoolError CHECKPOINT_PROGRESS when a checkpoint says something else */
export function progressFromJson(value: Json, where: string): TrainingProgress {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AvtoolError({ code: 'CHECKPOINT_PROGRESS', message: `the checkpoint does not say where training stands: ${issue.path.join('.')} ${issue.message}`, where, fix: 'train again into another run folder', exitCode: 2 });
  }
  const { selection } = parsed.data;
  return { ...parsed.data, selection: { best: selection.best ?? Number.NEGATIVE_INFINITY, epochsBelowBest: selection.epochsBelowBest } };
}
