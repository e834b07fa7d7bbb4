import { describe, expect, it } from 'vitest';
import { buildGraph, type Graph } from '../../../src/domain/graph/graph.js';
import { constant, input, variableTensor } from '../../../src/domain/graph/leaves.js';
import { add, expand, gemm, mul } from '../../../src/domain/graph/operations.js';
import type { Tensor } from '../../../src/domain/graph/tensor.js';
import { aVariable } from './contract-state.js';
import type { ContractContext } from './engine-contract.js';
import { expectClose } from './expect-close.js';
import { float } from './values.js';

const SIZE = 128;
const TIMER_MILLISECONDS = 10;

/** x times the matrix of 1/128 again and again: a matrix of ones stays one. */
function productChain(products: number): Graph {
  const x = input('x', [SIZE, SIZE]);
  const mean = mul(expand(input('one', []), [SIZE, SIZE]), 1 / SIZE);
  const chain = Array.from({ length: products }).reduce((product: Tensor) => gemm(product, mean), x);
  return buildGraph({ chain });
}

/** Several runs and programs at once, and the event loop meanwhile. */
export function describeConcurrency({ engine, tolerance, busyProducts }: ContractContext): void {
  describe('concurrency', () => {
    it('lets a 10 ms timer tick on time during a run', async () => {
      const program = await engine().compile(productChain(busyProducts), { initialState: new Map() });
      const x = { dtype: 'float32' as const, shape: [SIZE, SIZE], data: new Float32Array(SIZE * SIZE).fill(1) };
      let ticks = 0;
      const timer = setInterval(() => (ticks += 1), TIMER_MILLISECONDS);
      const start = performance.now();
      const { chain } = await program.run({ x, one: float(1) });
      const milliseconds = performance.now() - start;
      clearInterval(timer);
      await program.dispose();
      expect(chain.data[0]).toBeCloseTo(1, 3);
      // Long enough to tell; a blocked loop ticks never. Ticks may come five times as seldom, because tests share the machine with others.
      expect(milliseconds).toBeGreaterThan(100);
      expect(ticks).toBeGreaterThan(milliseconds / TIMER_MILLISECONDS / 5);
    });

    it('runs concurrent calls one after the other, in the order of the calls', async () => {
      const total = aVariable('total', []);
      const x = input('x', []);
      const graph = buildGraph({ before: variableTensor(total) }, [{ variable: total, next: add(mul(variableTensor(total), 10), x) }]);
      const program = await engine().compile(graph, { initialState: new Map([['total', float(0)]]) });
      const [first, second, state, , third] = await Promise.all([
        program.run({ x: float(1) }),
        program.run({ x: float(2) }),
        program.readState(),
        program.writeState(new Map([['total', float(7)]])),
        program.run({ x: float(3) }),
      ]);
      expectClose(first.before, float(0), tolerance);
      expectClose(second.before, float(1), tolerance);
      expectClose(state.get('total')!, float(12), tolerance);
      expectClose(third.before, float(7), tolerance);
      expectClose((await program.readState()).get('total')!, float(73), tolerance);
      await program.dispose();
    });

    it('runs two programs at once, each with its own state', async () => {
      const count = aVariable('count', []);
      const counting = (step: number): Graph => {
        const next = add(variableTensor(count), constant(step));
        return buildGraph({ next }, [{ variable: count, next }]);
      };
      const [up, down] = await Promise.all([1, -1].map((step) => engine().compile(counting(step), { initialState: new Map([['count', float(0)]]) })));
      await Promise.all([up.run({}), down.run({}), up.run({})]);
      const [high, low] = await Promise.all([up.readState(), down.readState()]);
      expectClose(high.get('count')!, float(2), tolerance);
      expectClose(low.get('count')!, float(-1), tolerance);
      await up.dispose();
      expectClose((await down.run({})).next, float(-2), tolerance);
      await down.dispose();
    });
  });
}
