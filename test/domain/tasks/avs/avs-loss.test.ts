import { describe, expect, it } from 'vitest';
import { constant } from '../../../../src/domain/graph/leaves.js';
import { avsLoss, maskedRows } from '../../../../src/domain/tasks/avs/avs-loss.js';
import { paperAvsSettings, type AvsLossSettings, type AvsSetting } from '../../../../src/domain/tasks/avs/avs-settings.js';
import { evaluate } from '../../encoders/evaluate.js';

const shape = { clips: 2, segments: 2 };

/** Four 1 × 1 images of two channels; every mask is sure. */
const pred = constant([40, 40, 40, 40], [4, 1, 1, 1]);
const pictures = constant([1, 0, 0, 1, 2, 0, 0, 3], [4, 2, 1, 1]);

async function matching(setting: AvsSetting, sounds: readonly number[], wanted: Partial<AvsLossSettings>): Promise<number> {
  const loss = { ...paperAvsSettings[setting].loss, matchingWeight: 1, matchingStages: [0], ...wanted };
  const masks = constant(new Array<number>(maskedRows({ setting }, shape).length).fill(1), [maskedRows({ setting }, shape).length, 1, 1, 1]);
  const { matching: term } = avsLoss({ pred, maps: [pictures], audioFeatures: [constant(sounds, [2, 2, 2])] }, masks, { setting, loss }, shape);
  if (term === undefined) throw new Error('the loss has a matching term');
  return (await evaluate({ term }))['term'][0];
}

describe('maskedRows', () => {
  it('are the first frames of the clips in S4 and all frames in MS3', () => {
    expect(maskedRows({ setting: 's4' }, { clips: 3, segments: 5 })).toEqual([0, 5, 10]);
    expect(maskedRows({ setting: 'ms3' }, shape)).toEqual([0, 1, 2, 3]);
  });
});

describe('avsLoss', () => {
  it('scores only the first frames in S4', async () => {
    const logits = constant([0, 30, 0, -30], [4, 1, 1, 1]);
    const { loss } = avsLoss({ pred: logits, maps: [], audioFeatures: [] }, constant([1, 0], [2, 1, 1, 1]), { setting: 's4', loss: paperAvsSettings.s4.loss }, shape);
    expect((await evaluate({ loss }))['loss'][0]).toBeCloseTo(Math.LN2, 12);
  });

  it('adds λ₁ times the matching', async () => {
    const settings = { setting: 'ms3' as const, loss: { ...paperAvsSettings.ms3.loss, matchingWeight: 0.25, matchingStages: [0] } };
    const terms = avsLoss({ pred, maps: [pictures], audioFeatures: [constant([0, 1, 2, 3, 0, 0, 1, 0], [2, 2, 2])] }, constant([1, 1, 1, 1], [4, 1, 1, 1]), settings, shape);
    const { loss, mask, term } = await evaluate({ loss: terms.loss, mask: terms.mask, term: terms.matching ?? terms.loss });
    expect(term[0]).toBeGreaterThan(0.1);
    expect(loss[0]).toBeCloseTo(mask[0] + 0.25 * term[0], 12);
  });

  it('sums the divergences over rows as published, or takes their mean', async () => {
    const sounds = [0, 1, 2, 3, 0, 0, 1, 0];
    expect(await matching('ms3', sounds, { klReduction: 'sum' })).toBeCloseTo(4 * (await matching('ms3', sounds, { klReduction: 'mean' })), 10);
  });

  it('takes the first of equally near other sounds for the nearest picture', async () => {
    // All sounds are equal, so row 0 gets row 1 and the others row 0: distances √2, √2, 1 and √(1 + 9), by euclidean of the pictures.
    const distance = await matching('ms3', [1, 1, 1, 1, 1, 1, 1, 1], { target: 'nearest-picture', distance: 'euclidean' });
    expect(distance).toBeCloseTo((2 * Math.SQRT2 + 1 + Math.sqrt(10)) / 4, 4);
  });

  it('is −ln of the cosine between sound and picture in S4', async () => {
    // Cosines 1, 1, ½ and 1.
    expect(await matching('s4', [5, 0, 0, 2, 1, Math.sqrt(3), 0, 1], {})).toBeCloseTo(Math.LN2 / 4, 4);
  });

  it('refuses to match a stage that does not read the sound', () => {
    const settings = { setting: 'ms3' as const, loss: { ...paperAvsSettings.ms3.loss, matchingStages: [0] } };
    expect(() => avsLoss({ pred, maps: [pictures], audioFeatures: [undefined] }, constant([1, 1, 1, 1], [4, 1, 1, 1]), settings, shape)).toThrow('stage 0 is matched but does not read the sound');
  });
});
