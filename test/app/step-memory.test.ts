import { describe, expect, it } from 'vitest';
import { withinMemory } from '../../src/app/step-memory.js';
import type { Graph } from '../../src/domain/graph/graph.js';
import { input, Scope } from '../../src/domain/graph/leaves.js';
import { add, gelu, mul, reduceSum, sigmoid } from '../../src/domain/graph/operations.js';
import { linear } from '../../src/domain/layers/linear.js';
import { trainingStep } from '../../src/domain/training/training-step.js';

const mebibyte = 2 ** 20;

/** A step of 24 layers over 4096 rows: 16 kB of weights in all, a few MiB of intermediates. */
function aStep(): Graph {
  const scope = Scope.root();
  let y = input('x', [4096, 8]);
  for (let layer = 0; layer < 24; layer++) y = add(y, linear(scope.child(layer), gelu(mul(sigmoid(y), y)), 8));
  return trainingStep({ loss: reduceSum(y), outputs: {}, statistics: [], learnt: [...scope.tensors().values()], settings: { optimiser: 'adam', weightDecay: 0, accumulate: 1 } });
}

describe('the memory of a training step', () => {
  it('is estimated from the shapes of variables and intermediates', () => {
    const { memory } = withinMemory(aStep());
    // 24 layers of 72 weights with two moments each, and the step count.
    expect(memory.variableBytes).toBe(4 * (3 * 24 * 72 + 1));
    // Every layer keeps five tensors of 128 KiB for its gradient.
    expect(memory.intermediateBytes).toBeGreaterThan(24 * 4 * 128 * 1024);
    expect(memory.repeated).toBe(0);
  });

  it('stays within a budget, at the price of a share that is computed twice', () => {
    const free = withinMemory(aStep()).memory;
    const budget = Math.round(0.5 * (free.variableBytes + free.intermediateBytes));
    const { memory } = withinMemory(aStep(), budget);
    expect(memory.variableBytes + memory.intermediateBytes).toBeLessThanOrEqual(budget);
    expect(memory.repeated).toBeGreaterThan(0);
    expect(memory.repeated).toBeLessThan(0.5);
  });

  it('cannot be smaller than what the refusal names', () => {
    const refused = (): unknown => withinMemory(aStep(), mebibyte);
    expect(refused).toThrow(expect.objectContaining({ code: 'MEMORY_BUDGET', where: 'train.memoryBudget', exitCode: 2 }));
    try {
      refused();
    } catch (error) {
      const named = Number(/train\.memoryBudget to (\d+)MiB/.exec((error as { fix?: string }).fix ?? '')?.[1]);
      expect(named).toBeGreaterThan(1);
      expect(() => withinMemory(aStep(), named * mebibyte)).not.toThrow();
      expect(() => withinMemory(aStep(), (named - 1) * mebibyte)).toThrow();
    }
  });
});
