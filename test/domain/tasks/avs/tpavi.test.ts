import { describe, expect, it } from 'vitest';
import { constant, Scope } from '../../../../src/domain/graph/leaves.js';
import type { Tensor } from '../../../../src/domain/graph/tensor.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { tpavi } from '../../../../src/domain/tasks/avs/tpavi.js';
import { buildGraph } from '../../../../src/domain/graph/graph.js';
import { createReferenceEngine } from '../../../../src/adapters/engine/reference/reference-engine.js';
import { seededRandom } from '../../../../src/adapters/random/seeded-random.js';
import { initialState } from '../../../../src/domain/training/initialise.js';

/** One clip of two segments, 1 × 2 pixels of 4 channels. */
const x = constant([1, -2, 0.5, 3, 0, 1, -1, 2, 2, 2, -3, 1, -1, 0.5, 4, 0], [1, 2, 1, 2, 4]);
const sound = constant([0.5, -1, 2, 1], [1, 2, 2]);
const normScale = [1, 2, -1, 0.5];

/** Numbers of the block with seeded weights. @param opened value of the inner batch norm's weight, which starts at 0 */
async function compute(passes: { self: boolean; audio: boolean }, opened: number, context = ForwardContext.evaluation()): Promise<Record<string, number[]>> {
  const scope = Scope.root();
  const result = tpavi(scope, x, sound, passes, context);
  const outputs: Record<string, Tensor> = { map: result.map };
  for (const { variable, next } of context.updates()) outputs[variable.name] = next;
  const graph = buildGraph(outputs);
  const state = initialState(graph.variables, seededRandom(4));
  for (const [name, { data }] of state) {
    if (name === 'W_z.1.weight') data.fill(opened);
    if (name === 'norm_layer.weight') data.set(normScale);
  }
  const engine = createReferenceEngine();
  const program = await engine.compile(graph, { initialState: state });
  const numbers = await program.run({});
  await engine.dispose();
  return Object.fromEntries(Object.entries(numbers).map(([name, { data }]) => [name, Array.from(data)]));
}

describe('tpavi', () => {
  it('starts as a layer norm of the map, because its last batch norm starts at 0', async () => {
    const { map } = await compute({ self: false, audio: true }, 0);
    const [first] = [[1, -2, 0.5, 3]];
    const mean = 0.625;
    const deviation = Math.sqrt(first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4 + 1e-5);
    first.forEach((value, channel) => expect(map[channel]).toBeCloseTo((normScale[channel] * (value - mean)) / deviation, 6));
  });

  it('averages its two blocks, and moves the running statistics once for each, the pixels first', async () => {
    const self = await compute({ self: true, audio: false }, 1, ForwardContext.trainingWithoutNoise());
    const audio = await compute({ self: false, audio: true }, 1, ForwardContext.trainingWithoutNoise());
    const both = await compute({ self: true, audio: true }, 1, ForwardContext.trainingWithoutNoise());
    expect(self.map).not.toEqual(audio.map);
    both.map.forEach((value, i) => expect(value).toBeCloseTo((self.map[i] + audio.map[i]) / 2, 10));
    // From 0: a block alone moves the mean to 0.1 m, both to 0.9 · 0.1 m₁ + 0.1 m₂.
    both['W_z.1.running_mean'].forEach((value, i) => expect(value).toBeCloseTo(0.9 * self['W_z.1.running_mean'][i] + audio['W_z.1.running_mean'][i], 10));
  });

  it('keeps the map without a block', () => {
    expect(tpavi(Scope.root(), x, sound, { self: false, audio: false }, ForwardContext.evaluation())).toEqual({ map: x, audioFeature: undefined });
  });
});
