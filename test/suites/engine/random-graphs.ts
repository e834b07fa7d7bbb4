import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../../src/adapters/engine/reference/reference-engine.js';
import { gradients } from '../../../src/domain/graph/gradients.js';
import { buildGraph } from '../../../src/domain/graph/graph.js';
import { constant, input } from '../../../src/domain/graph/leaves.js';
import { add, mul, reduceSum } from '../../../src/domain/graph/operations.js';
import { operatorTable, type OperatorName } from '../../../src/domain/graph/operators/table.js';
import { elementCount } from '../../../src/domain/graph/shapes.js';
import type { Shape, Tensor, TensorValue } from '../../../src/domain/graph/tensor.js';
import type { Engine } from '../../../src/domain/ports/engine.js';
import { randomUses } from './random-operators.js';
import { Chooser, type Candidate } from './random-step.js';

/** A random graph as data that shrinks: a first input, and operators with the numbers that choose their operands. */
export interface RandomRecipe {
  readonly shape: Shape;
  readonly steps: readonly { readonly operator: OperatorName; readonly choices: readonly number[] }[];
}

export interface RandomGraph {
  readonly inputs: readonly Tensor[];
  readonly feeds: Readonly<Record<string, TensorValue>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** A weighted sum of all elements of all outputs. */
  readonly loss: Tensor;
}

const LARGEST_TENSOR = 200;

const isOperatorName = (name: string): name is OperatorName => Object.hasOwn(operatorTable, name);
const allOperators: readonly OperatorName[] = Object.keys(operatorTable).filter(isOperatorName);

/** Graphs of a few operators; any of the table unless some are left out. */
export const randomRecipe = (without: readonly OperatorName[] = []): fc.Arbitrary<RandomRecipe> =>
  fc.record({
    shape: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
    steps: fc.array(
      fc.record({
        operator: fc.constantFrom(...allOperators.filter((name) => !without.includes(name))),
        choices: fc.array(fc.nat({ max: 59 }), { minLength: 12, maxLength: 12 }),
      }),
      { minLength: 1, maxLength: 9 },
    ),
  });

/** @param jitter moves the fed sixteenths apart, so that no number lies on a kink */
export function buildRandomGraph({ shape, steps }: RandomRecipe, jitter = 0): RandomGraph {
  const inputs: Tensor[] = [input('x0', shape)];
  const pool: Candidate[] = [{ tensor: inputs[0], exact: true }];
  for (const { operator, choices } of steps) {
    const candidate = randomUses[operator](new Chooser(choices, pool, inputs));
    if (elementCount(candidate.tensor.shape) <= LARGEST_TENSOR) pool.push(candidate);
  }
  const outputs = Object.fromEntries(pool.slice(-3).map(({ tensor }, position) => [`output ${position}`, tensor]));
  const feeds = Object.fromEntries(inputs.map((tensor, seed) => [`x${seed}`, { dtype: 'float32' as const, shape: tensor.shape, data: sixteenths(tensor, seed, jitter) }]));
  return { inputs, feeds, outputs, loss: Object.values(outputs).map(weightedSum).reduce((sum, term) => add(sum, term)) };
}

/** Multiples of 1/16 within ±2. */
const sixteenths = ({ shape }: Tensor, seed: number, jitter: number): Float64Array =>
  Float64Array.from({ length: elementCount(shape) }, (_, i) => ((seed * 29 + i * 47 + 11) % 65) / 16 - 2 + jitter * Math.sin(1 + i + 17 * seed));

const weightedSum = (tensor: Tensor): Tensor =>
  reduceSum(mul(tensor, constant(Array.from({ length: elementCount(tensor.shape) }, (_, i) => Math.cos(1 + 3 * i)), tensor.shape)));

export interface RandomGraphOptions {
  /** Allowed error relative to the larger of 1 and the largest expected number of the tensor. */
  readonly tolerance: number;
  readonly runs?: number;
  readonly seed?: number;
}

/** Compares an engine with the reference on random graphs, forward and gradient. */
export function describeRandomGraphs(name: string, makeEngine: () => Engine | Promise<Engine>, { tolerance, runs = 50, seed = 1 }: RandomGraphOptions): void {
  describe(`random graphs on ${name}`, () => {
    let engines: readonly Engine[] = [];
    beforeAll(async () => {
      engines = [createReferenceEngine(), await makeEngine()];
    });
    afterAll(async () => {
      await Promise.all(engines.map((engine) => engine.dispose()));
    });

    it('equal the reference in outputs and gradients', async () => {
      await fc.assert(
        fc.asyncProperty(randomRecipe(), async (recipe) => {
          const { inputs, feeds, outputs, loss } = buildRandomGraph(recipe);
          const towards = gradients(loss, inputs).flatMap((gradient, position) => (gradient === undefined ? [] : [[`gradient ${position}`, gradient] as const]));
          const graph = buildGraph({ ...outputs, ...Object.fromEntries(towards) });
          const [expected, actual] = await Promise.all(
            engines.map(async (engine) => {
              const program = await engine.compile(graph, { initialState: new Map() });
              // Fresh copies: an engine may take the buffers over.
              const fed = Object.fromEntries(Object.entries(feeds).map(([key, value]) => [key, { ...value, data: value.data.slice() }]));
              return program.run(fed).finally(() => program.dispose());
            }),
          );
          for (const [key, value] of Object.entries(expected)) expectTensorClose(key, actual[key], value, tolerance);
        }),
        { numRuns: runs, seed },
      );
      // Each graph is compiled: a loaded machine needs long.
    }, 240_000);
  });
}

function expectTensorClose(name: string, actual: TensorValue, expected: TensorValue, tolerance: number): void {
  expect({ name, shape: [...actual.shape], dtype: actual.dtype }).toEqual({ name, shape: [...expected.shape], dtype: expected.dtype });
  const wanted = Array.from(expected.data);
  expect(wanted.filter((number) => !Number.isFinite(number)), `${name} of the reference`).toEqual([]);
  const allowed = tolerance * wanted.reduce((largest, number) => Math.max(largest, Math.abs(number)), 1);
  const far = wanted.flatMap((number, index) => (Math.abs(actual.data[index] - number) <= allowed ? [] : [{ index, got: actual.data[index], wanted: number }]));
  expect(far, name).toEqual([]);
}
