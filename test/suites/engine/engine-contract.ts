import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/domain/ports/engine.js';
import { describeConcurrency } from './contract-concurrency.js';
import { describeErrors } from './contract-errors.js';
import { describeState } from './contract-state.js';
import { expectClose } from './expect-close.js';
import { operatorCases } from './operator-cases/table.js';
import { runOnce } from './run-once.js';

export interface ContractOptions {
  /** Allowed error relative to the larger of 1 and the expected number: 1e-5 for float32, 1e-12 for float64. */
  readonly tolerance: number;
  /** How many chained products of 128 × 128 matrices keep the engine busy for at least 0.2 s. */
  readonly busyProducts: number;
}

/** What one group of the contract works with; the engine exists once its tests run. */
export interface ContractContext extends ContractOptions {
  readonly engine: () => Engine;
}

/** The contract of the Engine port: every engine passes it. */
export function describeEngineContract(name: string, makeEngine: () => Engine | Promise<Engine>, options: ContractOptions): void {
  describe(`engine ${name}`, () => {
    let engine: Engine | undefined;
    beforeAll(async () => {
      engine = await makeEngine();
    });
    afterAll(async () => engine?.dispose());
    const context: ContractContext = {
      ...options,
      engine: () => {
        if (engine === undefined) throw new Error('the engine is made before the tests run');
        return engine;
      },
    };

    it('says what it is', async () => {
      const description = await context.engine().describe();
      expect(description.name).toBe(context.engine().name);
      expect(description.version).not.toBe('');
      expect(description.device).not.toBe('');
      expect(description.threads).toBeGreaterThanOrEqual(1);
    });

    for (const [operator, cases] of Object.entries(operatorCases)) {
      it.each(cases)(`${operator} $does`, async ({ operands, build, expected }) => {
        const actual = await runOnce(context.engine(), operands, build);
        expect(actual.length).toBe(expected.length);
        expected.forEach((value, position) => expectClose(actual[position], value, options.tolerance));
      });
    }

    describeState(context);
    describeErrors(context);
    describeConcurrency(context);

    it('refuses to compile after it is disposed of, and is disposed of twice without harm', async () => {
      const other = await makeEngine();
      await other.dispose();
      await other.dispose();
      await expect(runOnce(other, [], () => [])).rejects.toThrow();
    });
  });
}
