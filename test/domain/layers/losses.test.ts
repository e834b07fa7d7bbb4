import { describe, expect, it } from 'vitest';
import { gradients } from '../../../src/domain/graph/gradients.js';
import { constant, input } from '../../../src/domain/graph/leaves.js';
import { binaryCrossEntropy, crossEntropy, klDivergence } from '../../../src/domain/layers/losses.js';
import { evaluate, floats } from '../encoders/evaluate.js';

const logits = [1, 2, 0.5, -1, 0, 3];
const target = constant([2, 1], [2], 'int32');

/** −ln of the softmax probability of a class, written out. */
const logLoss = (row: readonly number[], index: number): number => Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0)) - row[index];

describe('crossEntropy', () => {
  it('is the written-out formula when class weights, smoothing and an ignored index come together', async () => {
    const weights = [0.5, 2, 1];
    const loss = crossEntropy(constant(logits, [2, 3]), target, { classWeight: constant(weights), labelSmoothing: 0.1, ignoreIndex: 1 });
    const row = logits.slice(0, 3);
    const smooth = weights.reduce((sum, weight, index) => sum + ((weight * 0.1) / 3) * logLoss(row, index), 0);
    expect((await evaluate({ loss }))['loss'][0]).toBeCloseTo((weights[2] * 0.9 * logLoss(row, 2) + smooth) / weights[2], 12);
  });

  it('is 0, with gradient 0, when no row counts', async () => {
    const x = input('x', [2, 3]);
    const loss = crossEntropy(x, constant([-1, -1], [2], 'int32'), { ignoreIndex: -1 });
    const [gradient] = gradients(loss, [x]);
    if (gradient === undefined) throw new Error('the loss depends on x');
    const result = await evaluate({ loss, gradient }, { x: floats([2, 3], logits) });
    expect(result['loss'][0]).toBe(0);
    expect(result['gradient'].map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('binaryCrossEntropy', () => {
  it('has a finite gradient where a probability is exactly 0 or 1', async () => {
    const p = input('p', [4]);
    const loss = binaryCrossEntropy(p, constant([0, 1, 0, 1]), 'sum');
    const [gradient] = gradients(loss, [p]);
    if (gradient === undefined) throw new Error('the loss depends on p');
    const result = await evaluate({ gradient }, { p: floats([4], [0, 0, 1, 1]) });
    expect(result['gradient'].every(Number.isFinite)).toBe(true);
  });
});

describe('klDivergence', () => {
  it('is 0 between equal distributions', async () => {
    const p = [0.25, 0.75, 0, 1];
    const q = constant(p.map((value) => Math.log(Math.max(value, 1e-30))), [2, 2]);
    expect((await evaluate({ loss: klDivergence(q, constant(p, [2, 2]), { reduction: 'batchmean' }) }))['loss'][0]).toBeCloseTo(0, 6);
  });
});
