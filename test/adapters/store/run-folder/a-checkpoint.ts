import type { Checkpoint } from '../../../../src/domain/ports/run-store.js';

/** A checkpoint of a step: every number in it is the step, so that a mixture of two would show. */
export const aCheckpoint = ({ step, count = 3 }: { readonly step: number; readonly count?: number }): Checkpoint => ({
  tensors: new Map([
    ['weight', { dtype: 'float32', shape: [count], data: new Float32Array(count).fill(step) }],
    ['optimiser.step', { dtype: 'int32', shape: [], data: Int32Array.of(step) }],
  ]),
  progress: { step, best: { accuracy: 0.25 } },
});
