import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../../../src/domain/graph/graph.js';
import { Scope } from '../../../../src/domain/graph/leaves.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { avsInputs, avsNetwork } from '../../../../src/domain/tasks/avs/avs-network.js';
import { avsSettings, type AvsSetting } from '../../../../src/domain/tasks/avs/avs-settings.js';
import { mixupCoefficients } from '../../../../src/domain/encoders/mixup-coefficients.js';
import type { ModelSettings } from '../../../../src/domain/tasks/task.js';
import { evaluate, floats } from '../../encoders/evaluate.js';

const shape = { clips: 2, segments: 3, segmentSeconds: 1, classes: 0 };
const encoder = { embedDim: 8, depths: [1, 1], heads: [1, 2], windowSize: 4, mlpRatio: 2, dropPathRate: 0, classes: 0 };
const adapter = { reduction: 2, groups: 2, latentTokens: 2 };
const tiny: ModelSettings = {
  frameSize: [24, 24],
  image: { ...encoder, imageSize: [16, 16] },
  audio: { ...encoder, specSize: 16, melBins: 16, sampleRateHz: 1000, fftSize: 64, hopSize: 32, minHz: 50, maxHz: 500 },
  soundRepeats: 1,
  visualAdapter: adapter,
  audioAdapter: adapter,
  temporal: { audioWidth: 6, visualWidth: 8, modelWidth: 8, feedForward: 8, inputDropout: 0, dropout: 0 },
  decoder: { channels: 8, headWidths: [4, 4] },
  tpavi: { stages: [0, 1] },
  loss: { matchingStages: [0, 1] },
};

function build(setting: AvsSetting, wanted: ModelSettings, context = ForwardContext.evaluation()) {
  const settings = avsSettings(setting, { ...tiny, ...wanted });
  const scope = Scope.root();
  return { scope, network: avsNetwork(scope, avsInputs(settings, shape, 1000), settings, context) };
}

describe('the AVS network', () => {
  it.each(['s4', 'ms3'] as const)('gives in %s a logit for every pixel of every frame, a map and a sound for every stage', (setting) => {
    const { pred, maps, audioFeatures, audioGated } = build(setting, {}).network;
    expect(pred.shape).toEqual([6, 1, 24, 24]);
    expect(maps.map((map) => map.shape)).toEqual([[6, 8, 6, 6], [6, 8, 3, 3]]);
    expect(audioFeatures.map((feature) => feature?.shape)).toEqual([[2, 3, 8], [2, 3, 8]]);
    expect(audioGated.shape).toEqual([2, 3, 6]);
  });

  it('has no block and no sound where a stage is not listed', () => {
    const { scope, network } = build('s4', { tpavi: { stages: [1] } });
    expect(network.audioFeatures.map((feature) => feature === undefined)).toEqual([true, false]);
    expect(scope.variables().some(({ name }) => name.startsWith('tpavi_b1.'))).toBe(false);
  });

  it('without adapters has none of their parameters and pools the mean of the sound', () => {
    const { scope, network } = build('ms3', { adapter: 'none' });
    expect(scope.variables().filter(({ name }) => name.includes('adapter_blocks'))).toEqual([]);
    expect(network.streams.audioMap).toBeUndefined();
    expect(network.pred.shape).toEqual([6, 1, 24, 24]);
  });

  it('refuses an adapter method that nobody gives', () => {
    expect(() => build('s4', { adapter: 'dgsc', visualAdapter: {}, audioAdapter: {} })).toThrow(expect.objectContaining({ code: 'ADAPTER_UNKNOWN', fix: 'Did you mean dgsct?' }));
  });

  it('draws a mixup coefficient for every segment in training, and none in evaluation or without the setting', () => {
    const drawn = (mixup: boolean, context: ForwardContext) => {
      build('s4', { mixup }, context);
      return context.randomInputs().map(({ tensor }) => tensor.shape);
    };
    expect(drawn(true, ForwardContext.training())).toEqual([[6]]);
    expect(drawn(false, ForwardContext.training())).toEqual([]);
    expect(drawn(true, ForwardContext.evaluation())).toEqual([]);
  });

  it('sees nothing of the published dead weights unless they are asked for', () => {
    const { scope, network } = build('s4', {});
    const used = new Set(buildGraph({ pred: network.pred }).variables.map(({ name }) => name));
    expect(scope.variables().map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });
});

describe('mixupCoefficients', () => {
  it('turns uniform numbers into draws of Beta(½, ½): its quartiles are sin²(π/8), ½ and cos²(π/8)', async () => {
    const context = ForwardContext.training();
    const lambda = mixupCoefficients(5, context);
    const [{ name }] = context.randomInputs();
    const { value } = await evaluate({ value: lambda }, { [name]: floats([5], [0, 0.25, 0.5, 0.75, 1]) });
    [0, 0.1464466094, 0.5, 0.8535533906, 1].forEach((expected, i) => expect(value[i]).toBeCloseTo(expected, 8));
  });

  it('are one for each row', () => {
    expect(mixupCoefficients(3, ForwardContext.training()).shape).toEqual([3]);
  });
});
