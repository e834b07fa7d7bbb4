import { describe, expect, it } from 'vitest';
import { applySwinV2Block, swinV2Features, swinV2Stages, type SwinV2Config } from '../../../src/domain/encoders/swinv2.js';
import { buildGraph } from '../../../src/domain/graph/graph.js';
import { input, Scope } from '../../../src/domain/graph/leaves.js';
import { costReport, isModuleWeight, type CostReport } from '../../../src/domain/graph/passes/cost-report.js';
import { elementCount } from '../../../src/domain/graph/shapes.js';
import { ForwardContext } from '../../../src/domain/layers/forward-context.js';
import { counting, evaluate } from './evaluate.js';
import { swinV2Large } from './published-sizes.js';

const tiny: SwinV2Config = { imageSize: [32, 32], patchSize: 4, embedDim: 12, depths: [2, 2], heads: [2, 3], windowSize: 4, mlpRatio: 2, dropPathRate: 0, classes: 7 };

function largeModel(): { scope: Scope; parametersUnder: (prefix: string) => number; cost: CostReport } {
  const scope = Scope.root();
  const { features, logits } = swinV2Features(swinV2Stages(scope, swinV2Large), input('images', [10, 3, 192, 192]), ForwardContext.evaluation());
  if (logits === undefined) throw new Error('the large model has a head');
  const parametersUnder = (prefix: string): number =>
    scope
      .variables()
      .filter(({ name }) => name.startsWith(`${prefix}.`))
      .reduce((sum, { shape }) => sum + elementCount(shape), 0);
  // The published program computes qkv outside its Linear modules, so its cost table leaves it out.
  const isLayerWeight = (name: string): boolean => isModuleWeight(name) && !name.endsWith('attn.qkv.weight');
  return { scope, parametersUnder, cost: costReport(buildGraph({ features, logits }), { partOf: () => 'swin', isLayerWeight }) };
}

describe('Swin-V2 at the size swinv2_large_window12_192', () => {
  const { scope, parametersUnder, cost } = largeModel();

  // encoders.md §1.1
  it.each([
    ['patch_embed', 9792],
    ['layers.0', 1194252],
    ['layers.1', 4744728],
    ['layers.2', 132538800],
    ['layers.3', 56712288],
    ['layers.0.blocks.0', 449286],
    ['layers.1.blocks.1', 1781772],
    ['layers.2.blocks.17', 7100952],
    ['layers.3.blocks.0', 28356144],
    ['layers.0.downsample', 295680],
    ['layers.1.downsample', 1181184],
    ['layers.2.downsample', 4721664],
    ['norm', 3072],
    ['head', 33569617],
  ])('has the published number of parameters in %s', (prefix, count) => {
    expect(parametersUnder(prefix)).toBe(count);
  });

  it('has 228,772,549 parameters in 425 tensors', () => {
    expect([cost.total.parameters, cost.total.parameterTensors]).toEqual([228772549, 425]);
    expect(scope.variables()).toHaveLength(425);
  });

  it('costs 188.9 G multiply-adds in linear and convolution modules for ten frames', () => {
    // task-ave.md §8; the head (0.3 G) takes no part there.
    const head = 10 * 1536 * 21841;
    expect((cost.total.layerMultiplyAdds - head) / 1e9).toBeCloseTo(188.9, 1);
  });

  it('has grids 48, 24, 12, 6 and widths 192 to 1536', () => {
    const { stages } = swinV2Stages(Scope.root(), swinV2Large);
    expect(stages.map(({ grid, width, tokens, blocks }) => [...grid, width, tokens, blocks.length])).toEqual([
      [48, 48, 192, 2304, 2],
      [24, 24, 384, 576, 2],
      [12, 12, 768, 144, 18],
      [6, 6, 1536, 36, 2],
    ]);
    expect(stages.map(({ downsample }) => downsample !== undefined)).toEqual([true, true, true, false]);
  });
});

describe('a small Swin-V2', () => {
  it('names a block’s parameters as timm 0.6.12 does', () => {
    const scope = Scope.root();
    swinV2Features(swinV2Stages(scope, tiny), input('images', [1, 3, 32, 32]), ForwardContext.evaluation());
    const block = scope.variables().filter(({ name }) => name.startsWith('layers.0.blocks.1.'));
    // encoders.md §1.5
    expect(Object.fromEntries(block.map(({ name, shape }) => [name.slice('layers.0.blocks.1.'.length), shape]))).toEqual({
      'attn.logit_scale': [2, 1, 1],
      'attn.q_bias': [12],
      'attn.v_bias': [12],
      'attn.cpb_mlp.0.weight': [512, 2],
      'attn.cpb_mlp.0.bias': [512],
      'attn.cpb_mlp.2.weight': [2, 512],
      'attn.qkv.weight': [36, 12],
      'attn.proj.weight': [12, 12],
      'attn.proj.bias': [12],
      'norm1.weight': [12],
      'norm1.bias': [12],
      'mlp.fc1.weight': [24, 12],
      'mlp.fc1.bias': [24],
      'mlp.fc2.weight': [12, 24],
      'mlp.fc2.bias': [12],
      'norm2.weight': [12],
      'norm2.bias': [12],
    });
  });

  it('starts every block as the identity', async () => {
    const swin = swinV2Stages(Scope.root(), tiny);
    const x = counting([1, 64, 12]);
    const { y } = await evaluate({ y: applySwinV2Block(swin.stages[0].blocks[1], input('x', [1, 64, 12]), ForwardContext.evaluation()) }, { x });
    expect(y).toEqual(Array.from(x.data));
  });

  it('has no head when there are no classes', () => {
    const scope = Scope.root();
    expect(swinV2Stages(scope, { ...tiny, classes: 0 }).head).toBeUndefined();
    expect(scope.variables()).toEqual([]);
  });

  it('drops whole paths in training with rates that grow linearly over the blocks', () => {
    const context = ForwardContext.training();
    swinV2Features(swinV2Stages(Scope.root(), { ...tiny, dropPathRate: 0.3 }), input('images', [5, 3, 32, 32]), context);
    // Four blocks with rates 0, 0.1, 0.2, 0.3: the first draws nothing, the others once for attention and once for the MLP.
    expect(context.randomInputs().map(({ tensor }) => tensor.shape)).toEqual(new Array(6).fill([5, 1, 1]));
  });

  it('refuses a window of 1, whose position scale would be a division by zero', () => {
    expect(() => swinV2Stages(Scope.root(), { ...tiny, imageSize: [8, 8], windowSize: 2 })).toThrow('a window of 1 has no position scale');
  });

  it('refuses a map that cannot be halved, or an image that is no multiple of the patch', () => {
    expect(() => swinV2Stages(Scope.root(), { ...tiny, imageSize: [36, 32], windowSize: 9 })).toThrow('token map height of stage 0 of 9 is no multiple of 2');
    expect(() => swinV2Stages(Scope.root(), { ...tiny, imageSize: [30, 32] })).toThrow('image height of 30 is no multiple of 4');
  });
});
