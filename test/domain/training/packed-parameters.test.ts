import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../../src/adapters/engine/reference/reference-engine.js';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import { buildGraph } from '../../../src/domain/graph/graph.js';
import { input, Scope } from '../../../src/domain/graph/leaves.js';
import { elementCount } from '../../../src/domain/graph/shapes.js';
import type { Shape, TensorValue } from '../../../src/domain/graph/tensor.js';
import { initialState } from '../../../src/domain/training/initialise.js';
import { adam, adamw, sgd, type LearntParameter } from '../../../src/domain/training/optimisers.js';
import { packParameters } from '../../../src/domain/training/packed-parameters.js';
import { floats } from '../encoders/evaluate.js';

/** A matrix, a vector, a scalar and one that is too large to pack. */
const shapes: Readonly<Record<string, Shape>> = { matrix: [3, 4], large: [65_536], vector: [5], scalar: [] };
const options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, stepCounts: 'shared' } as const;
const rate = input('rate', []);

const parametersOf = (names: readonly string[]): LearntParameter[] => {
  const scope = Scope.root();
  return names.map((name) => ({ tensor: scope.parameter(name, shapes[name], { kind: 'normal', deviation: 1 }), gradient: input(`gradient/${name}`, shapes[name]) }));
};

/** All parameters after three steps on gradients of their own. */
async function moved(rule: typeof adam | typeof adamw, pack: (parameters: readonly LearntParameter[]) => readonly LearntParameter[]) {
  const graph = buildGraph({}, rule(pack(parametersOf(Object.keys(shapes))), rate, options));
  const engine = createReferenceEngine();
  const program = await engine.compile(graph, { initialState: initialState(graph.variables, seededRandom(4)) });
  const random = seededRandom(9);
  for (let step = 0; step < 3; step++) {
    const gradients = Object.entries(shapes).map(([name, shape]): [string, TensorValue] => [`gradient/${name}`, floats(shape, Array.from({ length: elementCount(shape) }, () => random.normal()))]);
    await program.run({ rate: floats([], [0.1]), ...Object.fromEntries(gradients) });
  }
  const state = await program.readState();
  await engine.dispose();
  return state;
}

describe('packed parameters', () => {
  it.each([
    ['Adam', adam],
    ['AdamW', adamw],
  ])('move under %s exactly as they do one by one', async (_, rule) => {
    const [packed, apart] = [await moved(rule, packParameters), await moved(rule, (parameters) => parameters)];
    for (const name of Object.keys(shapes)) expect(packed.get(name)).toEqual(apart.get(name));
  });

  it('keep one vector of state for all small ones, and the large one its own', async () => {
    const names = [...(await moved(adam, packParameters))].filter(([name]) => name.startsWith('optimiser/')).map(([name, { shape }]) => [name, [...shape]]);
    expect(Object.fromEntries(names)).toEqual({
      'optimiser/first_moment/packed': [3 * 4 + 5 + 1],
      'optimiser/second_moment/packed': [3 * 4 + 5 + 1],
      'optimiser/first_moment/large': [65_536],
      'optimiser/second_moment/large': [65_536],
      'optimiser/step_count': [],
    });
  });

  it('are no different from a single one where there is nothing to pack', () => {
    for (const names of [['matrix'], ['large'], ['large', 'vector']]) {
      const parameters = parametersOf(names);
      expect(packParameters(parameters)).toEqual(parameters);
    }
  });

  it('take every update once, also without momentum, where the gradient alone moves them', () => {
    const updates = sgd(packParameters(parametersOf(['matrix', 'vector', 'scalar'])), rate, { momentum: 0, dampening: 0, weightDecay: 0, nesterov: false });
    expect(updates.map(({ variable, next }) => [variable.name, [...next.shape]])).toEqual([['matrix', [3, 4]], ['vector', [5]], ['scalar', []]]);
  });
});
