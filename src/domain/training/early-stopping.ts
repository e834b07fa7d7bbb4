/** Where selection and early stopping stand; plain data for checkpoints. */
export interface SelectionState {
  readonly best: number;
  readonly epochsBelowBest: number;
}

export const initialSelection: SelectionState = { best: Number.NEGATIVE_INFINITY, epochsBelowBest: 0 };

/**
 * The published rule: the counter goes up first; an accuracy ≥ the best saves and resets it; the run ends when it equals `earlyStop`.
 * spec/task-ave §6 and §9.1.
 */
export function select(state: SelectionState, accuracy: number, earlyStop: number): { readonly state: SelectionState; readonly save: boolean; readonly stop: boolean } {
  const save = accuracy >= state.best;
  const next = save ? { best: accuracy, epochsBelowBest: 0 } : { best: state.best, epochsBelowBest: state.epochsBelowBest + 1 };
  return { state: next, save, stop: next.epochsBelowBest === earlyStop };
}
