import type { Scope } from '../graph/leaves.js';
import { concat, slice, squeeze, unsqueeze } from '../graph/operations.js';
import type { Initialiser, Tensor } from '../graph/tensor.js';

/** Weights of one direction of one layer: [gates · H, I], [gates · H, H] and two biases [gates · H]. */
export interface RecurrentParameters {
  readonly inputWeight: Tensor;
  readonly hiddenWeight: Tensor;
  readonly inputBias: Tensor;
  readonly hiddenBias: Tensor;
}

export interface RecurrentSize {
  readonly layer: number;
  readonly reverse: boolean;
  readonly inputs: number;
  readonly hidden: number;
  readonly gates: number;
}

/** The parameters of one direction under PyTorch's names, uniform ±1/√H. */
export function recurrentParameters(scope: Scope, { layer, reverse, inputs, hidden, gates }: RecurrentSize): RecurrentParameters {
  const suffix = `_l${layer}${reverse ? '_reverse' : ''}`;
  const start: Initialiser = { kind: 'uniform', low: -1 / Math.sqrt(hidden), high: 1 / Math.sqrt(hidden) };
  return {
    inputWeight: scope.parameter(`weight_ih${suffix}`, [gates * hidden, inputs], start),
    hiddenWeight: scope.parameter(`weight_hh${suffix}`, [gates * hidden, hidden], start),
    inputBias: scope.parameter(`bias_ih${suffix}`, [gates * hidden], start),
    hiddenBias: scope.parameter(`bias_hh${suffix}`, [gates * hidden], start),
  };
}

/** Steps in the order a direction reads them. */
export const timeOrder = (steps: number, reverse: boolean): number[] => Array.from({ length: steps }, (_, k) => (reverse ? steps - 1 - k : k));

/** Entry `step` of axis 0, without the axis. */
export const squeezeStep = (x: Tensor, step: number): Tensor => squeeze(slice(x, 0, step, step + 1), 0);

/** Joins tensors along a new axis 0. */
export const stackSteps = (steps: readonly Tensor[]): Tensor =>
  concat(
    steps.map((step) => unsqueeze(step, 0)),
    0,
  );
