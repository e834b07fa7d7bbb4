import { describe, expect, it } from 'vitest';
import { constant, input, Scope } from '../../../src/domain/graph/leaves.js';
import { ForwardContext } from '../../../src/domain/layers/forward-context.js';
import { lstm } from '../../../src/domain/layers/lstm.js';
import { multiHeadAttention } from '../../../src/domain/layers/multi-head-attention.js';
import { evaluate, floats } from '../encoders/evaluate.js';

describe('multiHeadAttention', () => {
  it('makes the published parameters with their published starting ranges', () => {
    const scope = Scope.root();
    const x = input('x', [3, 2, 6]);
    multiHeadAttention(scope.child('attn'), x, x, x, { heads: 2 });
    const starts = Object.fromEntries(scope.variables().map(({ name, shape, initialiser }) => [name, { shape, initialiser }]));
    const xavier = Math.sqrt(6 / 24);
    expect(starts).toEqual({
      'attn.in_proj_weight': { shape: [18, 6], initialiser: { kind: 'uniform', low: -xavier, high: xavier } },
      'attn.in_proj_bias': { shape: [18], initialiser: { kind: 'constant', value: 0 } },
      'attn.out_proj.weight': { shape: [6, 6], initialiser: { kind: 'uniform', low: -1 / Math.sqrt(6), high: 1 / Math.sqrt(6) } },
      'attn.out_proj.bias': { shape: [6], initialiser: { kind: 'constant', value: 0 } },
    });
  });

  it('has weights that sum to 1 over the keys', async () => {
    const x = input('x', [3, 1, 4]);
    const { weights } = multiHeadAttention(Scope.root(), x, x, x, { heads: 2 });
    const rows = (await evaluate({ weights }, { x: floats([3, 1, 4], [1, 2, 3, 4, -1, 0, 1, 0, 2, 2, 2, 2]) }))['weights'];
    for (const row of [0, 3, 6]) expect(rows[row] + rows[row + 1] + rows[row + 2]).toBeCloseTo(1, 12);
  });

  it('gives numbers even to a query without any key left', async () => {
    const x = input('x', [2, 1, 2]);
    const { output } = multiHeadAttention(Scope.root(), x, x, x, { heads: 1, keyPaddingMask: constant([1, 1], [1, 2], 'int32') });
    const numbers = (await evaluate({ output }, { x: floats([2, 1, 2], [1, 2, 3, 4]) }))['output'];
    expect(numbers.every(Number.isFinite)).toBe(true);
  });

  it('drops weights in training only', () => {
    const build = (context: ForwardContext): number => {
      const x = input('x', [2, 1, 2]);
      multiHeadAttention(Scope.root(), x, x, x, { heads: 1, dropout: 0.5, context });
      return context.randomInputs().length;
    };
    expect([build(ForwardContext.training()), build(ForwardContext.evaluation())]).toEqual([1, 0]);
  });
});

describe('lstm', () => {
  it('makes four parameters a direction, uniform within ±1/√hidden', () => {
    const scope = Scope.root();
    lstm(scope, input('x', [2, 1, 3]), 4, { bidirectional: true });
    expect(scope.variables().map(({ name, shape }) => `${name} ${shape.join('×')}`)).toEqual([
      'weight_ih_l0 16×3',
      'weight_hh_l0 16×4',
      'bias_ih_l0 16',
      'bias_hh_l0 16',
      'weight_ih_l0_reverse 16×3',
      'weight_hh_l0_reverse 16×4',
      'bias_ih_l0_reverse 16',
      'bias_hh_l0_reverse 16',
    ]);
    expect(scope.variables()[0].initialiser).toEqual({ kind: 'uniform', low: -0.5, high: 0.5 });
  });
});
