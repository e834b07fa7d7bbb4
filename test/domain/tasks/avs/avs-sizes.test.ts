import { describe, expect, it } from 'vitest';
import { Scope } from '../../../../src/domain/graph/leaves.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { avsInputs, avsNetwork } from '../../../../src/domain/tasks/avs/avs-network.js';
import { avsRecipes } from '../../../../src/domain/tasks/avs/avs-recipes.js';
import { avsSettings, avsTrainable, samplesPerSegment, type AvsSetting } from '../../../../src/domain/tasks/avs/avs-settings.js';

/** Fourier kernels (two of 513 × 1024) and mel matrix (513 × 64) of the published HTS-AT: constants of the graph here. */
const tables = 2 * 513 * 1024 + 513 * 64;

/** Parameters of one clip's network at paper size, by part. */
function count(setting: AvsSetting, recipe: 'fixed' | 'published'): { parts: Record<string, number>; trainable: number; total: number } {
  const settings = avsSettings(setting, avsRecipes[setting].model[recipe]);
  const scope = Scope.root(avsTrainable(settings));
  const shape = { clips: 1, segments: 5, segmentSeconds: 1, classes: 0 };
  avsNetwork(scope, avsInputs(settings, shape, samplesPerSegment(settings, shape)), settings, ForwardContext.evaluation());
  const parts: Record<string, number> = {};
  let trainable = 0;
  let total = 0;
  for (const variable of scope.variables().filter(({ kind }) => kind === 'parameter')) {
    const size = variable.shape.reduce((product, length) => product * length, 1);
    const part = variable.name.split('.')[0];
    parts[part] = (parts[part] ?? 0) + size;
    total += size;
    if (variable.trainable) trainable += size;
  }
  return { parts, trainable, total };
}

const sharedParts = {
  swin: 228_772_549,
  htsat: 31_325_143 - tables,
  x1_linear_: 49_408,
  x2_linear_: 98_560,
  x3_linear_: 196_864,
  x4_linear_: 393_472,
  audio_linear: 98_432,
  temporal_attn: 42_910_728,
  tpavi_b1: 165_760,
  tpavi_b2: 165_760,
  tpavi_b3: 165_760,
  tpavi_b4: 165_760,
  path1: 2_360_320,
  path2: 2_360_320,
  path3: 2_360_320,
  path4: 2_360_320,
  output_conv: 331_969,
};

describe('the AVS network at paper size, with published unused weights', () => {
  it('has in S4 the parameters of the published one part by part (task-avs §9), HTS-AT learnt but for its constant tables', () => {
    const { parts, trainable, total } = count('s4', 'published');
    const adapters = { audio_adapter_blocks_p1: 33_690_468, audio_adapter_blocks_p2: 33_690_468, vis_adapter_blocks_p1: 60_562_392, vis_adapter_blocks_p2: 60_562_392 };
    expect(parts).toEqual({ ...sharedParts, ...adapters });
    expect(total + tables).toBe(502_787_165);
    expect(trainable + tables).toBe(274_014_616);
  });

  it('has in MS3 the parameters of the published one part by part (task-avs §9), both encoders frozen', () => {
    const { parts, trainable, total } = count('ms3', 'published');
    const adapters = { audio_adapter_blocks_p1: 34_499_172, audio_adapter_blocks_p2: 34_499_172, vis_adapter_blocks_p1: 63_797_208, vis_adapter_blocks_p2: 63_797_208 };
    expect(parts).toEqual({ ...sharedParts, ...adapters });
    expect(total + tables).toBe(510_874_205);
    expect(trainable).toBe(250_776_513);
  });
});

describe('the AVS network of the fixed recipe', () => {
  it('leaves the conv_adapter of S4 (81,156,432 parameters, task-avs §9) and all other dead weights out, and has a gate in every audio adapter', () => {
    const { parts } = count('s4', 'fixed');
    // Of each width C twice in ln_before and once in temporal_gated, which has a bias; 12 audio adapters: C = 96, 192, 384, 768.
    const dead = 2 * [96, 96, 192, 192, 384, 384, 384, 384, 384, 384, 768, 768].reduce((sum, width) => sum + 3 * width + 1, 0);
    const visualDead = 2 * [192, 192, 384, 384, 768, 768, 768, 768, 768, 768, 1536, 1536].reduce((sum, width) => sum + 3 * width + 1, 0);
    const adapters = Object.entries(parts).reduce((sum, [part, size]) => sum + (part.includes('adapter_blocks') ? size : 0), 0);
    expect(adapters).toBe(2 * (33_690_468 + 60_562_392) - 81_156_432 - dead - visualDead + 24);
    // Eight unused templates of a transformer layer: attention 4·256² + 4·256, feed-forward 2·256·1024 + 1024 + 256, two norms 4·256.
    expect(parts.temporal_attn).toBe(42_910_728 - 17_635_328 - 8 * 789_760);
    expect(parts.path4).toBe(2_360_320 / 2);
  });
});
