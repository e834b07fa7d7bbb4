import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../../src/adapters/engine/reference/reference-engine.js';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import { modelCost } from '../../../src/app/model-cost.js';
import { dgsctMethod } from '../../../src/domain/dgsct/dgsct-method.js';
import { buildGraph } from '../../../src/domain/graph/graph.js';
import { input, Scope } from '../../../src/domain/graph/leaves.js';
import type { Tensor, TensorValue } from '../../../src/domain/graph/tensor.js';
import { ForwardContext } from '../../../src/domain/layers/forward-context.js';
import { aveTask } from '../../../src/domain/tasks/ave/ave-task.js';
import { lavishMethod } from '../../../src/plugins/lavish/lavish-method.js';
import { checkParameterGradients } from '../../domain/adapters/check-parameter-gradients.js';
import { clips, compute } from './adapted-network.js';

const sizes = { reduction: 2, groups: 2, latentTokens: 2 };
const settings = { ...lavishMethod.settings, ...sizes };
const x = input('x', [2, 3, 4]);
const prompt = input('prompt', [2, 2, 3]);

describe('a LAVisH adapter', () => {
  it('computes what DG-SCT computes without its maps (α = β = 0) from the same weights', async () => {
    const context = ForwardContext.evaluation();
    const dgsct = dgsctMethod.build(Scope.root(), x, prompt, { ...dgsctMethod.settings, ...sizes, alpha: 0, beta: 0 }, context);
    const lavish = lavishMethod.build(Scope.root(), x, prompt, settings, context);
    const [expected, found] = await Promise.all([valuesOf(dgsct.residual), valuesOf(lavish.residual)]);
    // α c + β σ(s) + 1 − α is exactly 1 there; the DG-SCT adapter is held against PyTorch by the golden cases.
    expect(found).toEqual(expected);
    expect(Math.max(...found.map(Math.abs))).toBeGreaterThan(0.01);
    expect(lavish.spatialMap).toBeUndefined();
  });

  it('has the published names for its parameters, and no other', () => {
    const scope = Scope.root();
    lavishMethod.build(scope.child('vis_adapter_blocks_p1').child(0), x, prompt, settings, ForwardContext.evaluation());
    const parameters = scope.variables().filter(({ kind }) => kind === 'parameter');
    // spec/dgsct-core §3, without fc_affine_* and the unused gate_tk. C = 4, C_p = 3, L = 3, L_p = 2, D = 2.
    expect(new Map(parameters.map(({ name, shape }) => [name.replace('vis_adapter_blocks_p1.0.', ''), [...shape]]))).toEqual(
      new Map([
        ['conv_adapter.weight', [3, 2, 1, 1]],
        ['conv_adapter.bias', [3]],
        ['fc.weight', [4, 3]],
        ['fc.bias', [4]],
        ['my_tokens', [2, 4]],
        ['gate_av', [1]],
        ['ln_before.weight', [4]],
        ['ln_before.bias', [4]],
        ['down_sampler.weight', [2, 2, 1, 1]],
        ['bn1.weight', [2]],
        ['bn1.bias', [2]],
        ['up_sampler.weight', [4, 1, 1, 1]],
        ['bn2.weight', [4]],
        ['bn2.bias', [4]],
        ['ln_post.weight', [4]],
        ['ln_post.bias', [4]],
        ['gate', [1]],
      ]),
    );
  });

  it('has the gradients of finite differences for every parameter and both streams, in training mode', async () => {
    const seen = await checkParameterGradients([x, prompt], (scope) => lavishMethod.build(scope, x, prompt, settings, ForwardContext.trainingWithoutNoise()).residual);
    expect(seen).toContain('my_tokens');
    expect(seen).toHaveLength(17 + 2);
  });

  async function valuesOf(residual: Tensor): Promise<number[]> {
    const random = seededRandom(4);
    const graph = buildGraph({ residual });
    const seeded = ({ name, shape }: { readonly name: string; readonly shape: readonly number[] }): TensorValue => {
      const own = random.fork(name);
      return { dtype: 'float32', shape, data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.5 + own.uniform()) };
    };
    const engine = createReferenceEngine();
    const program = await engine.compile(graph, { initialState: new Map(graph.variables.map((variable) => [variable.name, seeded(variable)])) });
    const result = await program.run({ x: seeded({ name: 'x', shape: x.shape }), prompt: seeded({ name: 'prompt', shape: prompt.shape }) });
    await engine.dispose();
    return Array.from(result.residual.data);
  }
});

describe('an AVE network with LAVisH', () => {
  const chosen = (more: object) => ({ adapter: 'lavish', visualAdapter: { ...settings, ...more }, audioAdapter: { ...settings, ...more } });

  it('computes exactly what the network without adapters computes while its gates are 0, whatever its settings', async () => {
    const anySettings = fc.record({ latentTokens: fc.integer({ min: 1, max: 5 }), reduction: fc.constantFrom(1, 2, 4), groups: fc.constantFrom(1, 2), batchNorm: fc.boolean(), layerNormBefore: fc.boolean(), layerNormAfter: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(anySettings, fc.integer({ min: 0, max: 99 }), async (more, seed) => {
        const [none] = await compute({ model: { adapter: 'none' }, gates: 0, seed }, [clips.original]);
        const [lavish] = await compute({ model: chosen(more), method: lavishMethod, gates: 0, seed }, [clips.original]);
        expect(lavish).toEqual(none);
      }),
      { numRuns: 6 },
    );
  });

  it('lets each modality change the tokens of the other once its gates are open, and pools their mean', async () => {
    const [one, sound, picture] = await compute({ model: chosen({}), method: lavishMethod, gates: 0.5 }, [clips.original, clips.otherSound, clips.otherPicture]);
    expect(sound.visualTokens).not.toEqual(one.visualTokens);
    expect(picture.audioTokens).not.toEqual(one.audioTokens);
    expect(one).not.toHaveProperty('visualMap');
    const width = one.visualPooled.length / 4;
    const tokens = one.visualTokens.length / one.visualPooled.length;
    const mean = Array.from({ length: tokens }, (_, l) => one.visualTokens[l * width]).reduce((sum, value) => sum + value, 0) / tokens;
    expect(one.visualPooled[0]).toBeCloseTo(mean, 10);
  });

  it('has streams that the other modality cannot change where the prompt is zero', async () => {
    const model = { ...chosen({}), prompt: 'zero' };
    const [one, sound, picture] = await compute({ model, method: lavishMethod, gates: 0.5 }, [clips.original, clips.otherSound, clips.otherPicture]);
    expect(sound.visualTokens).toEqual(one.visualTokens);
    expect(picture.audioTokens).toEqual(one.audioTokens);
    const [guided] = await compute({ model: chosen({}), method: lavishMethod, gates: 0.5 }, [clips.original]);
    expect(guided.visualTokens).not.toEqual(one.visualTokens);
  });
});

describe("the cost of the paper's AVE network with LAVisH", () => {
  it('is that of LAVisH* in table 6: 374.9 M parameters, 30.6 % of them trainable', async () => {
    const report = await modelCost({ task: aveTask, size: 'paper', adapter: lavishMethod, model: { adapter: 'lavish' }, classes: 28 });
    expect([report.parameters, report.trainableParameters]).toEqual([374_864_003, 114_766_311]);
    expect((report.parameters / 1e6).toFixed(1)).toBe('374.9');
    expect(((100 * report.trainableParameters) / report.parameters).toFixed(1)).toBe('30.6');
    // The paper has 416.1 G and, for DG-SCT, 460.8 G where the same count gives 460.5 G: 0.3 G more in both.
    expect((report.layerMultiplyAdds / 1e9).toFixed(1)).toBe('415.8');
    expect(report.lines[0]).toBe('ave, size paper, adapter lavish: one clip of ten seconds, float32');
  });
});
