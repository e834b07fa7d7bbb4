import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../../src/adapters/engine/reference/reference-engine.js';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import { dgsctAdapter } from '../../../src/domain/dgsct/adapter.js';
import { paperAdapterSettings, type AdapterSettings } from '../../../src/domain/dgsct/adapter-settings.js';
import { dgsctMethod } from '../../../src/domain/dgsct/dgsct-method.js';
import { buildGraph } from '../../../src/domain/graph/graph.js';
import { constant, Scope } from '../../../src/domain/graph/leaves.js';
import { ForwardContext } from '../../../src/domain/layers/forward-context.js';
import { initialState } from '../../../src/domain/training/initialise.js';

const settings: AdapterSettings = { ...paperAdapterSettings, reduction: 2, groups: 1, latentTokens: 2, batchNorm: false };
const wave = (count: number, shape: readonly number[]) => constant(Array.from({ length: count }, (_, i) => Math.sin(i)), shape);
/** Four tokens of width 4, and a prompt of nine tokens of width 3. */
const stream = wave(16, [1, 4, 4]);
const prompt = wave(27, [1, 9, 3]);

async function residual(wanted: Partial<AdapterSettings>, gate: number): Promise<number[]> {
  const graph = buildGraph({ residual: dgsctAdapter(Scope.root(), stream, prompt, { ...settings, ...wanted }, ForwardContext.evaluation()).residual });
  const state = initialState(graph.variables, seededRandom(3));
  for (const [name, { data }] of state) if (name === 'gate') data.fill(gate);
  const engine = createReferenceEngine();
  const program = await engine.compile(graph, { initialState: state });
  const { residual: value } = await program.run({});
  await engine.dispose();
  return Array.from(value.data);
}

const namesOf = (wanted: Partial<AdapterSettings>): string[] => {
  const scope = Scope.root();
  dgsctAdapter(scope, stream, prompt, { ...settings, ...wanted }, ForwardContext.evaluation());
  return scope.variables().map(({ name }) => name);
};

describe('the gate of a DG-SCT adapter', () => {
  it('scales the residual when it comes last', async () => {
    const [one, thousand] = [await residual({}, 1), await residual({}, 1000)];
    one.forEach((value, i) => expect(thousand[i]).toBeCloseTo(1000 * value, 6));
  });

  it('leaves nothing but its sign when it comes before the norm, as in published AVS (task-avs §10 #2)', async () => {
    const [thousand, more, less] = [await residual({ gateFirst: true }, 1000), await residual({ gateFirst: true }, 1e6), await residual({ gateFirst: true }, -1000)];
    expect(Math.max(...thousand.map(Math.abs))).toBeGreaterThan(0.5);
    thousand.forEach((value, i) => {
      expect(more[i]).toBeCloseTo(value, 3);
      expect(less[i]).toBeCloseTo(-value, 6);
    });
    expect((await residual({ gateFirst: true }, 0)).map(Math.abs)).toEqual(new Array(16).fill(0));
  });
});

describe('the prompt of a DG-SCT adapter as a picture', () => {
  it('needs no conv_adapter', () => {
    expect(namesOf({ promptAsImage: true })).toEqual(namesOf({}).filter((name) => !name.startsWith('conv_adapter')));
  });

  it('must have a square number of tokens, and so must the stream', () => {
    const build = (x: ReturnType<typeof wave>, p: ReturnType<typeof wave>) => () => dgsctAdapter(Scope.root().child('vis.0'), x, p, { ...settings, promptAsImage: true }, ForwardContext.evaluation());
    expect(build(stream, wave(18, [1, 6, 3]))).toThrow('adapter "vis.0": 6 tokens are no square picture');
    expect(build(wave(20, [1, 5, 4]), prompt)).toThrow('adapter "vis.0": 5 tokens are no square picture');
  });
});

describe('the latent tokens', () => {
  it('start uniform, or at 0', () => {
    const startOf = (tokenStart: AdapterSettings['tokenStart']) => {
      const scope = Scope.root();
      dgsctAdapter(scope, stream, prompt, { ...settings, tokenStart }, ForwardContext.evaluation());
      return scope.variables().find(({ name }) => name === 'my_tokens')?.initialiser;
    };
    expect([startOf('uniform'), startOf('zeros')]).toEqual([{ kind: 'uniform', low: 0, high: 1 }, { kind: 'constant', value: 0 }]);
    expect(() => dgsctMethod.build(Scope.root(), stream, prompt, { ...settings, tokenStart: 'zero' }, ForwardContext.evaluation())).toThrow(expect.objectContaining({ fix: 'did you mean zeros?' }));
  });
});

describe('the unused weights', () => {
  it.each([
    ['ave', ['gate_tk']],
    ['avqa', []],
    ['avvp', ['gate_tk', 'fc_caption.weight', 'fc_caption.bias', 'temporal_gated.0.weight', 'temporal_gated.0.bias']],
    ['avs', ['temporal_gated.0.weight', 'temporal_gated.0.bias', 'ln_before.weight', 'ln_before.bias', 'conv_adapter.weight', 'conv_adapter.bias']],
  ] as const)('of %s are those of its published module (dgsct-core §7)', (unusedWeightsOf, unused) => {
    const wanted = { promptAsImage: unusedWeightsOf === 'avs', layerNormBefore: unusedWeightsOf !== 'avs' };
    const live = namesOf(wanted);
    expect(namesOf({ ...wanted, unusedWeights: true, unusedWeightsOf }).filter((name) => !live.includes(name))).toEqual(unused);
  });
});
