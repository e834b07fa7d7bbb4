import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../../src/domain/graph/graph.js';
import { input, variableTensor } from '../../../src/domain/graph/leaves.js';
import { add } from '../../../src/domain/graph/operations.js';
import { aVariable } from './contract-state.js';
import type { ContractContext } from './engine-contract.js';
import { expectClose } from './expect-close.js';
import { float, int } from './values.js';

/** What a program refuses, and that it goes on working afterwards. */
export function describeErrors({ engine, tolerance }: ContractContext): void {
  describe('errors', () => {
    const weight = aVariable('layer.weight', [2]);
    const graph = buildGraph({ y: add(input('image', [2]), variableTensor(weight)) });
    const compiled = () => engine().compile(graph, { initialState: new Map([['layer.weight', float([1, 2])]]) });

    it('names a missing input', async () => {
      const program = await compiled();
      await expect(program.run({})).rejects.toThrow(/image/);
      await program.dispose();
    });

    it('names an input of another shape, and both shapes', async () => {
      const program = await compiled();
      await expect(program.run({ image: float([1, 2, 3]) })).rejects.toThrow(/image.*\[2\].*\[3\]/);
      await program.dispose();
    });

    it('names an input of another type, or with too few elements', async () => {
      const program = await compiled();
      await expect(program.run({ image: int([1, 2]) })).rejects.toThrow(/image/);
      await expect(program.run({ image: float([1], [2]) })).rejects.toThrow(/image/);
      await program.dispose();
    });

    it('goes on working after a refused run', async () => {
      const program = await compiled();
      await expect(program.run({})).rejects.toThrow();
      expectClose((await program.run({ image: float([10, 20]) })).y, float([11, 22]), tolerance);
      await program.dispose();
    });

    it('names a variable without a first value, or with one of another shape', async () => {
      await expect(engine().compile(graph, { initialState: new Map() })).rejects.toThrow(/layer\.weight/);
      await expect(engine().compile(graph, { initialState: new Map([['layer.weight', float([1])]]) })).rejects.toThrow(/layer\.weight/);
    });

    it('names an unknown variable when reading or writing, and a written value of another shape', async () => {
      const program = await compiled();
      await expect(program.readState(['layer.bias'])).rejects.toThrow(/layer\.bias/);
      await expect(program.writeState(new Map([['layer.bias', float([1])]]))).rejects.toThrow(/layer\.bias/);
      await expect(program.writeState(new Map([['layer.weight', float([[1, 2]])]]))).rejects.toThrow(/layer\.weight/);
      await program.dispose();
    });

    it('writes nothing when one of the values is refused', async () => {
      const program = await compiled();
      await expect(program.writeState(new Map([['layer.weight', float([7, 8])], ['layer.bias', float([1])]]))).rejects.toThrow(/layer\.bias/);
      expectClose((await program.readState()).get('layer.weight')!, float([1, 2]), tolerance);
      await program.dispose();
    });

    it('is disposed of twice without harm, and refuses runs and state afterwards', async () => {
      const program = await compiled();
      await program.dispose();
      await program.dispose();
      await expect(program.run({ image: float([1, 2]) })).rejects.toThrow();
      await expect(program.readState()).rejects.toThrow();
    });
  });
}
