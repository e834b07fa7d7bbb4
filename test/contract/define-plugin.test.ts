import { describe, expect, it } from 'vitest';
import { definePlugin } from '../../src/contract/index.js';
import { aDataset } from '../builders/definitions.js';

describe('definePlugin', () => {
  it('takes a definition as it is and freezes it', () => {
    const definition = { contract: 1, name: 'mine', datasets: [aDataset()] } as const;
    expect(definePlugin(definition)).toBe(definition);
    expect(Object.isFrozen(definition)).toBe(true);
  });
});
