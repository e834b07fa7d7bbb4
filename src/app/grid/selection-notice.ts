import type { TrainingSettings } from '../../domain/tasks/task.js';

/** What a reader must know where the split that is measured also chose the checkpoints. */
export const selectionNotice = ({ selectionSplit }: TrainingSettings, split: string): string[] =>
  selectionSplit === split ? [`Checkpoints were selected on the split that is measured ("${split}"): the numbers are optimistic.`] : [];
