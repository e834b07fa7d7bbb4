import { describe, expect, it } from 'vitest';
import { avsRecipes } from '../../../../src/domain/tasks/avs/avs-recipes.js';
import { avsSettings, avsTrainable } from '../../../../src/domain/tasks/avs/avs-settings.js';
import { mapSizes } from '../../../../src/domain/tasks/avs/stage-maps.js';

describe('the settings of AVS', () => {
  it('are the constants of the paper in each setting (task-avs §2, §7)', () => {
    const of = (setting: 's4' | 'ms3') => {
      const { visualAdapter, temporal, loss } = avsSettings(setting, {});
      return [visualAdapter.reduction, visualAdapter.alpha, visualAdapter.beta, temporal.gamma, visualAdapter.promptAsImage, loss.matchingWeight, loss.matchingStages];
    };
    expect(of('s4')).toEqual([8, 0.3, 0.05, 0.05, true, 0, []]);
    expect(of('ms3')).toEqual([2, 0.2, 0.1, 0.1, false, 0.5, [0, 1, 2, 3]]);
  });

  it('of the published recipe have no gate on the sound, and the gate before the norm (task-avs §10)', () => {
    const { audioAdapter, visualAdapter, encodersTrain } = avsSettings('ms3', avsRecipes.ms3.model.published);
    expect([audioAdapter.gate, audioAdapter.gateFirst, visualAdapter.gate, visualAdapter.gateFirst, encodersTrain]).toEqual([false, true, true, true, true]);
    expect(avsSettings('ms3', avsRecipes.ms3.model.fixed).audioAdapter).toMatchObject({ gate: true, gateFirst: false });
  });

  it('name the nearest choice for a wrong one', () => {
    expect(() => avsSettings('ms3', { loss: { distance: 'kll' } })).toThrow(expect.objectContaining({ code: 'SETTING_VALUE', fix: 'did you mean kl?' }));
    expect(() => avsSettings('s4', { setting: 'ms3' })).toThrow(expect.objectContaining({ code: 'SETTING_VALUE' }));
  });

  it('take the adapter settings of another method, when that is named', () => {
    const method = { name: 'mean', description: 'a mean', settings: { strength: 1 }, build: () => expect.unreachable('nothing is built') };
    expect(avsSettings('s4', { adapter: 'mean', visualAdapter: { strength: 2 } }, method)).toMatchObject({ visualAdapter: { strength: 2 }, audioAdapter: { strength: 1 } });
  });
});

describe('the published recipes', () => {
  it('are the commands of task-avs §7', () => {
    const of = (setting: 's4' | 'ms3') => {
      const { epochs, batchSize, learningRate, weightDecay, seed, selectionSplit } = avsRecipes[setting].training.published;
      return [epochs, batchSize, learningRate, weightDecay, seed, selectionSplit];
    };
    expect(of('s4')).toEqual([15, 8, 3e-4, 0, 123, 'test']);
    expect(of('ms3')).toEqual([30, 2, 1.5e-4, 0, 123, 'test']);
    expect(avsRecipes.s4.training.fixed.selectionSplit).toBe('val');
  });
});

describe('avsTrainable', () => {
  it('freezes both encoders, or only Swin where HTS-AT is learnt', () => {
    const names = ['swin.norm.weight', 'htsat.bn0.weight', 'x1_linear_.weight', 'vis_adapter_blocks_p1.0.gate'];
    expect(names.filter(avsTrainable({ trainAudioEncoder: false }))).toEqual(['x1_linear_.weight', 'vis_adapter_blocks_p1.0.gate']);
    expect(names.filter(avsTrainable({ trainAudioEncoder: true }))).toEqual(names.slice(1));
  });
});

describe('mapSizes', () => {
  it('are a quarter of the frame and halves of that (task-avs §3)', () => {
    expect(mapSizes([224, 224], 4)).toEqual([[56, 56], [28, 28], [14, 14], [7, 7]]);
  });

  it('refuse a frame that does not divide so often', () => {
    expect(() => mapSizes([224, 200], 4)).toThrow('frames of 224 × 200 do not divide by 32');
  });
});
