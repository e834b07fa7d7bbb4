import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../../src/adapters/engine/reference/reference-engine.js';
import { input, Scope } from '../../../src/domain/graph/leaves.js';
import { mul, reduceSum } from '../../../src/domain/graph/operations.js';
import type { TrainingSettings } from '../../../src/domain/tasks/task.js';
import { initialState } from '../../../src/domain/training/initialise.js';
import { stepInputs, stepScalars, trainingStep } from '../../../src/domain/training/training-step.js';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import { floats } from '../encoders/evaluate.js';

type Grouping = Pick<TrainingSettings, 'accumulate' | 'accumulation'>;
const numbersOf = (index: number, batches: number, grouping: Grouping): number[] => {
  const scalars = stepScalars(index, batches, 0.5, grouping);
  return [stepInputs.keep, stepInputs.share, stepInputs.apply].map((name) => scalars[name].data[0]);
};

describe('the scalars of a training step', () => {
  it('are the learning rate alone without accumulation', () => {
    expect(stepScalars(3, 9, 0.5, { accumulate: 1, accumulation: 'mean' })).toEqual({ 'step/learningRate': floats([], [0.5]) });
  });

  it('average a group, and a shorter last group by its own size', () => {
    // keep, share, apply of the five batches of an epoch, in groups of three.
    const share = (size: number): number => Math.fround(1 / size);
    expect([0, 1, 2, 3, 4].map((index) => numbersOf(index, 5, { accumulate: 3, accumulation: 'mean' }))).toEqual([
      [0, share(3), 0],
      [1, share(3), 0],
      [1, share(3), 1],
      [0, share(2), 0],
      [1, share(2), 1],
    ]);
  });

  it('as published count the last batch of a group alone', () => {
    expect([0, 1, 2].map((index) => numbersOf(index, 3, { accumulate: 2, accumulation: 'last-batch-only' }))).toEqual([[0, 1, 0], [0, 1, 1], [0, 1, 1]]);
  });

  it('have shares that sum to one in every group, and a step in every group and at the end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 20 }), (accumulate, batches) => {
        const scalars = Array.from({ length: batches }, (_, index) => numbersOf(index, batches, { accumulate, accumulation: 'mean' }));
        const steps = scalars.filter(([, , apply]) => apply === 1).length;
        expect(steps).toBe(Math.ceil(batches / accumulate));
        expect(scalars[batches - 1][2]).toBe(1);
        expect(scalars.reduce((sum, [, share]) => sum + share, 0)).toBeCloseTo(steps, 5);
        scalars.forEach(([keep], index) => expect(keep).toBe(index % accumulate === 0 ? 0 : 1));
      }),
    );
  });
});

/** w after one Adam step per group on the loss Σ w·x, whose gradient is x. */
async function trained(batches: readonly (readonly number[])[], settings: Pick<TrainingSettings, 'optimiser' | 'weightDecay'> & Grouping): Promise<{ afterEach: number[][]; unused: number[] }> {
  const scope = Scope.root();
  const [w, unused] = ['w', 'unused'].map((name) => scope.parameter(name, [2], { kind: 'constant', value: 1 }));
  const loss = reduceSum(mul(w, input('x', [2])));
  const graph = trainingStep({ loss, outputs: { product: reduceSum(unused) }, statistics: [], learnt: [w, unused], settings });
  const engine = createReferenceEngine();
  const program = await engine.compile(graph, { initialState: initialState(graph.variables, seededRandom(1)) });
  const afterEach: number[][] = [];
  for (const [index, x] of batches.entries()) {
    await program.run({ x: floats([2], x), ...stepScalars(index, batches.length, 0.1, settings) });
    afterEach.push(Array.from((await program.readState(['w'])).get('w')?.data ?? []));
  }
  const result = { afterEach, unused: Array.from((await program.readState(['unused'])).get('unused')?.data ?? []) };
  await engine.dispose();
  return result;
}

describe('a training step', () => {
  const adam = { optimiser: 'adam', weightDecay: 0 } as const;

  it('moves what the loss reaches and leaves what it does not reach', async () => {
    const { afterEach, unused } = await trained([[3, -2]], { ...adam, accumulate: 1, accumulation: 'mean' });
    // Adam's first step is the rate against the sign of the gradient.
    expect(afterEach[0][0]).toBeCloseTo(0.9, 6);
    expect(afterEach[0][1]).toBeCloseTo(1.1, 6);
    expect(unused).toEqual([1, 1]);
  });

  it('holds weights and moments until a group of batches is complete, then steps by its mean', async () => {
    const grouped = await trained([[4, 0], [2, -6], [8, 8], [-2, 2]], { ...adam, accumulate: 2, accumulation: 'mean' });
    const means = await trained([[3, -3], [3, 5]], { ...adam, accumulate: 1, accumulation: 'mean' });
    expect(grouped.afterEach[0]).toEqual([1, 1]);
    expect(grouped.afterEach[2]).toEqual(grouped.afterEach[1]);
    [1, 3].forEach((batch, step) => grouped.afterEach[batch].forEach((value, k) => expect(value).toBeCloseTo(means.afterEach[step][k], 6)));
  });

  it('as published steps by the last batch of the group alone', async () => {
    const grouped = await trained([[4, 0], [2, -6], [8, 8]], { ...adam, accumulate: 2, accumulation: 'last-batch-only' });
    const last = await trained([[2, -6], [8, 8]], { ...adam, accumulate: 1, accumulation: 'mean' });
    [1, 2].forEach((batch, step) => grouped.afterEach[batch].forEach((value, k) => expect(value).toBeCloseTo(last.afterEach[step][k], 6)));
  });

  it('shrinks weights apart from the gradient with adamw', async () => {
    const { afterEach } = await trained([[3, -2]], { optimiser: 'adamw', weightDecay: 0.5, accumulate: 1, accumulation: 'mean' });
    // 1 · (1 − 0.1 · 0.5), then the step of 0.1.
    expect(afterEach[0][0]).toBeCloseTo(0.85, 6);
    expect(afterEach[0][1]).toBeCloseTo(1.05, 6);
  });

  it('cannot be built when the loss reaches nothing that is learnt', () => {
    const loss = reduceSum(input('x', [2]));
    expect(() => trainingStep({ loss, outputs: {}, statistics: [], learnt: [Scope.root().parameter('w', [2], { kind: 'constant', value: 1 })], settings: { ...adam, accumulate: 1 } })).toThrow('the loss reaches no learnt parameter');
  });
});
