import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { avsClipPrediction, comparedPrediction, predictedMasks } from '../../../../src/domain/tasks/avs/avs-prediction.js';
import { maskedFrame } from '../../../../src/domain/data/mask-overlay.js';
import { resizedMask } from '../../../../src/domain/data/mask.js';
import { avsTask } from '../../../../src/domain/tasks/avs/avs-task.js';
import type { StoredClip } from '../../../../src/domain/ports/clip-store.js';

const clipWith = (masks: StoredClip['masks']): StoredClip => ({ entry: { id: 'a', split: 'test', state: 'ok', segmentLabels: [] }, frames: [], waveform: new Float32Array(0), ...(masks && { masks }) });

describe('predicted masks', () => {
  it('are the pixels whose probability is above the threshold, whatever the logits', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -9, max: 9, noNaN: true }), { minLength: 12, maxLength: 12 }), (values) => {
        const logits = Float32Array.from(values);
        const masks = predictedMasks(avsClipPrediction('a', logits, [2, 3], 0.5));
        expect(masks.map(({ width, height }) => [width, height])).toEqual([[3, 2], [3, 2]]);
        expect(masks.flatMap(({ data }) => [...data])).toEqual([...logits].map((logit) => (Math.fround(1 / (1 + Math.exp(-logit))) > 0.5 ? 1 : 0)));
      }),
    );
  });

  it('are held against the true masks frame by frame, where there are some', () => {
    const logits = Float32Array.of(5, 5, -5, -5, 5, -5, -5, -5);
    const prediction = comparedPrediction(avsClipPrediction('a', logits, [2, 2], 0.5), clipWith([{ width: 2, height: 2, data: Uint8Array.of(1, 0, 0, 0) }, undefined]));
    expect(prediction).not.toHaveProperty('logits');
    expect(prediction.scores?.[0]).toMatchObject({ trueShare: 0.25 });
    expect(prediction.scores?.[0]?.iou).toBeCloseTo(0.5, 6);
    expect(prediction.scores?.[1]).toBeUndefined();
    expect(avsTask.rightShare(prediction, clipWith(undefined).entry, {}).total).toBe(1);
  });

  it('give the baselines that need no model: nothing and everything drawn', () => {
    const empty = { width: 2, height: 1, data: Uint8Array.of(0, 0) };
    const half = { width: 2, height: 1, data: Uint8Array.of(0, 1) };
    const prediction = comparedPrediction(avsClipPrediction('a', new Float32Array(4), [1, 2], 0.5), clipWith([empty, half]));
    expect(avsTask.baselines([], [], {}, [prediction])).toEqual([
      { name: 'nothing sounds', value: 50 },
      { name: 'everything sounds', value: 25 },
    ]);
  });
});

describe('a mask at another size', () => {
  it('takes the nearest pixel, and stays as it is at its own size', () => {
    const mask = { width: 2, height: 2, data: Uint8Array.of(1, 0, 0, 1) };
    expect(resizedMask(mask, 2, 2)).toEqual(mask);
    expect([...resizedMask(mask, 4, 2).data]).toEqual([1, 1, 0, 0, 0, 0, 1, 1]);
    expect([...resizedMask(mask, 1, 1).data]).toEqual([1]);
  });
});

describe('a frame under its mask', () => {
  it('is grey, and coloured where something is drawn', () => {
    const frame = { width: 2, height: 1, data: Uint8Array.of(30, 60, 90, 30, 60, 90) };
    const { data } = maskedFrame(frame, { width: 2, height: 1, data: Uint8Array.of(0, 1) });
    expect([...data.subarray(0, 3)]).toEqual([60, 60, 60]);
    expect(data[3]).toBeGreaterThan(data[4]);
  });
});
