import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialSelection, select } from '../../../src/domain/training/early-stopping.js';

/** Epochs (from 0) that are saved, and the one that ends the run. */
function follow(accuracies: readonly number[], earlyStop: number): { saved: number[]; stoppedAt: number | undefined } {
  let state = initialSelection;
  const saved: number[] = [];
  for (const [epoch, accuracy] of accuracies.entries()) {
    const choice = select(state, accuracy, earlyStop);
    state = choice.state;
    if (choice.save) saved.push(epoch);
    if (choice.stop) return { saved, stoppedAt: epoch };
  }
  return { saved, stoppedAt: undefined };
}

describe('selection and early stopping', () => {
  it('save every epoch that is at least as good as the best, the first in any case', () => {
    expect(follow([0, 50, 40, 50, 60], 9).saved).toEqual([0, 1, 3, 4]);
  });

  it('end the run after so many epochs in a row below the best', () => {
    expect(follow([50, 40, 49, 50, 30, 30, 30, 99], 3)).toEqual({ saved: [0, 3], stoppedAt: 6 });
  });

  it('never end a run that does not fall below its best', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true })), fc.integer({ min: 1, max: 5 }), (accuracies, earlyStop) => {
        expect(follow([...accuracies].sort((a, b) => a - b), earlyStop).stoppedAt).toBeUndefined();
      }),
    );
  });

  it('have saved the best of all epochs when the run ends', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1 }), fc.integer({ min: 1, max: 5 }), (accuracies, earlyStop) => {
        const { saved, stoppedAt = accuracies.length - 1 } = follow(accuracies, earlyStop);
        expect(accuracies[saved[saved.length - 1]]).toBe(Math.max(...accuracies.slice(0, stoppedAt + 1)));
      }),
    );
  });
});
