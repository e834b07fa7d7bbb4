import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../../src/domain/graph/graph.js';
import { constant, input, variableTensor } from '../../../src/domain/graph/leaves.js';
import { add, cast, greater, mul } from '../../../src/domain/graph/operations.js';
import type { DType, Shape, Variable } from '../../../src/domain/graph/tensor.js';
import type { ContractContext } from './engine-contract.js';
import { expectClose } from './expect-close.js';
import { bool, float, int } from './values.js';

/** A variable of the contract's graphs; the first value is always given. */
export const aVariable = (name: string, shape: Shape, dtype: DType = 'float32'): Variable => ({
  name,
  dtype,
  shape,
  kind: 'parameter',
  trainable: true,
  initialiser: { kind: 'constant', value: 0 },
});

/** Inputs, outputs and what stays in a program between runs. */
export function describeState({ engine, tolerance }: ContractContext): void {
  describe('state', () => {
    const a = aVariable('a', [2]);
    const b = aVariable('b', [2]);
    const swapped = buildGraph({ sum: add(variableTensor(a), mul(variableTensor(b), 10)) }, [
      { variable: a, next: variableTensor(b) },
      { variable: b, next: variableTensor(a) },
    ]);
    const swapping = () => engine().compile(swapped, { initialState: new Map([['a', float([1, 2])], ['b', float([3, 4])]]) });

    it('computes outputs from the values before the run and lets all updates take effect together', async () => {
      const program = await swapping();
      expectClose((await program.run({})).sum, float([31, 42]), tolerance);
      const state = await program.readState();
      expectClose(state.get('a')!, float([3, 4]), tolerance);
      expectClose(state.get('b')!, float([1, 2]), tolerance);
      expectClose((await program.run({})).sum, float([13, 24]), tolerance);
      expectClose((await program.run({})).sum, float([31, 42]), tolerance);
      await program.dispose();
    });

    it('keeps the sum of what was fed, run after run', async () => {
      const total = aVariable('total', []);
      const x = input('x', []);
      const next = add(variableTensor(total), x);
      const program = await engine().compile(buildGraph({ next }, [{ variable: total, next }]), { initialState: new Map([['total', float(0)]]) });
      for (const [fed, expected] of [[1, 1], [2, 3], [4, 7]]) expectClose((await program.run({ x: float(fed) })).next, float(expected), tolerance);
      expectClose((await program.readState()).get('total')!, float(7), tolerance);
      await program.dispose();
    });

    it('reads only the variables that are named', async () => {
      const program = await swapping();
      expect([...(await program.readState(['b'])).keys()]).toEqual(['b']);
      await program.dispose();
    });

    it('hands out copies of its state, and copies what it is given', async () => {
      const program = await swapping();
      (await program.readState()).get('a')!.data.fill(99);
      const given = float([5, 6]);
      await program.writeState(new Map([['b', given]]));
      given.data.fill(99);
      const state = await program.readState();
      expectClose(state.get('a')!, float([1, 2]), tolerance);
      expectClose(state.get('b')!, float([5, 6]), tolerance);
      await program.dispose();
    });

    it('keeps first values and constants apart from the arrays they came from and from outputs', async () => {
      const first = float([1, 2]);
      const start = new Map([['a', first], ['b', float([3, 4])]]);
      const program = await engine().compile(buildGraph({ a: variableTensor(a), seven: constant([7, 7]), b: variableTensor(b) }), { initialState: start });
      first.data.fill(99);
      const outputs = await program.run({});
      expectClose(outputs.a, float([1, 2]), tolerance);
      expectClose(outputs.seven, float([7, 7]), tolerance);
      Object.values(outputs).forEach(({ data }) => data.fill(99));
      const again = await program.run({});
      expectClose(again.a, float([1, 2]), tolerance);
      expectClose(again.seven, float([7, 7]), tolerance);
      await program.dispose();
    });

    it('uses written values in the next run', async () => {
      const program = await swapping();
      await program.writeState(new Map([['a', float([100, 200])]]));
      expectClose((await program.run({})).sum, float([130, 240]), tolerance);
      await program.dispose();
    });

    it('gives one tensor out under two names, and inputs and variables as they are', async () => {
      const x = input('x', [2]);
      const doubled = mul(x, 2);
      const program = await engine().compile(buildGraph({ one: doubled, two: doubled, x, a: variableTensor(a) }), { initialState: new Map([['a', float([1, 2])]]) });
      const outputs = await program.run({ x: float([3, 4]) });
      expectClose(outputs.one, float([6, 8]), tolerance);
      expectClose(outputs.two, float([6, 8]), tolerance);
      expectClose(outputs.x, float([3, 4]), tolerance);
      expectClose(outputs.a, float([1, 2]), tolerance);
      await program.dispose();
    });

    it('updates a variable to an input or a constant', async () => {
      const x = input('x', [2]);
      const graph = buildGraph({}, [{ variable: a, next: x }, { variable: b, next: constant([8, 9]) }]);
      const program = await engine().compile(graph, { initialState: new Map([['a', float([1, 2])], ['b', float([3, 4])]]) });
      await program.run({ x: float([5, 6]) });
      const state = await program.readState();
      expectClose(state.get('a')!, float([5, 6]), tolerance);
      expectClose(state.get('b')!, float([8, 9]), tolerance);
      await program.dispose();
    });

    it('takes and gives integers and booleans, also as variables', async () => {
      const count = aVariable('count', [], 'int32');
      const seen = aVariable('seen', [2], 'bool');
      const x = input('x', [2], 'int32');
      const flags = input('flags', [2], 'bool');
      const graph = buildGraph({ sum: add(x, cast(flags, 'int32')), big: greater(x, constant(1, [], 'int32')), seen: variableTensor(seen) }, [
        { variable: count, next: add(variableTensor(count), 1) },
        { variable: seen, next: flags },
      ]);
      const program = await engine().compile(graph, { initialState: new Map([['count', int(41)], ['seen', bool([0, 0])]]) });
      const outputs = await program.run({ x: int([1, 2]), flags: bool([1, 0]) });
      expectClose(outputs.sum, int([2, 2]), tolerance);
      expectClose(outputs.big, bool([0, 1]), tolerance);
      expectClose(outputs.seen, bool([0, 0]), tolerance);
      const state = await program.readState();
      expectClose(state.get('count')!, int(42), tolerance);
      expectClose(state.get('seen')!, bool([1, 0]), tolerance);
      await program.dispose();
    });

    it('takes floats in single precision too', async () => {
      const x = input('x', [2]);
      const program = await engine().compile(buildGraph({ y: mul(x, 2) }), { initialState: new Map() });
      expectClose((await program.run({ x: { dtype: 'float32', shape: [2], data: Float32Array.of(0.5, 1.5) } })).y, float([1, 3]), tolerance);
      await program.dispose();
    });

    it('reports the bytes of its variables and of the process', async () => {
      const program = await swapping();
      const { variableBytes, peakResidentBytes } = await program.memory();
      expect(variableBytes).toBeGreaterThanOrEqual(4 * 4);
      expect(peakResidentBytes).toBeGreaterThan(1_000_000);
      await program.dispose();
    });
  });
}
