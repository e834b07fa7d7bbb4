import { describe, expect, it } from 'vitest';
import { createDisposal } from '../../src/app/disposal.js';

describe('disposal', () => {
  it('gives back in reverse order, once', async () => {
    const order: string[] = [];
    const disposal = createDisposal();
    disposal.add(async () => void order.push('first'));
    disposal.add(async () => void order.push('second'));
    await disposal.all();
    await disposal.all();
    expect(order).toEqual(['second', 'first']);
  });

  it('gives back the others when one fails, and then throws', async () => {
    const order: string[] = [];
    const disposal = createDisposal();
    disposal.add(async () => void order.push('first'));
    disposal.add(() => Promise.reject(new Error('stuck')));
    await expect(disposal.all()).rejects.toThrow('stuck');
    expect(order).toEqual(['first']);
  });
});
