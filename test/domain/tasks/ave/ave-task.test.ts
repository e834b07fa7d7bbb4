import { describe, expect, it } from 'vitest';
import { normalisedFrames } from '../../../../src/domain/data/image-preprocessing.js';
import { Scope } from '../../../../src/domain/graph/leaves.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { aveTask } from '../../../../src/domain/tasks/ave/ave-task.js';
import type { ModelSettings } from '../../../../src/domain/tasks/task.js';
import { trainingGraph } from '../../../../src/app/task-graphs.js';
import { aTinyClip, tinyModel, tinyModelWith, tinyShape } from '../../../builders/tiny-ave.js';
import { aRecipe } from '../../../builders/definitions.js';
import { floats } from '../../encoders/evaluate.js';

const clips = [aTinyClip('a', [0, 0, 3, 3]), aTinyClip('b', [3, 2, 2, 3])];

describe('the inputs of an AVE network', () => {
  it('are one second of sound and one picture for every segment', () => {
    const { wave, image } = aveTask.makeInputs(clips, tinyModel, tinyShape(2), 1000);
    expect(wave.shape).toEqual([2, 4, 1000]);
    expect(wave.data.subarray(5000, 6000)).toEqual(clips[1].waveform.subarray(1000, 2000));
    expect(image.shape).toEqual([2, 4, 3, 16, 16]);
    expect(image.data.subarray(4 * 3 * 256)).toEqual(normalisedFrames(clips[1].frames, 16, 16));
  });

  it('repeat the last clip where there are fewer than the batch has', () => {
    const two = aveTask.makeInputs(clips, tinyModel, tinyShape(2), 1000);
    const four = aveTask.makeInputs(clips, tinyModel, tinyShape(4), 1000);
    for (const name of ['wave', 'image']) {
      const clip = two[name].data.length / 2;
      expect(four[name].data.subarray(0, 2 * clip)).toEqual(two[name].data);
      expect(four[name].data.subarray(2 * clip, 3 * clip)).toEqual(two[name].data.subarray(clip));
      expect(four[name].data.subarray(3 * clip)).toEqual(two[name].data.subarray(clip));
    }
  });

  it('have the rate of the audio encoder, whatever that of the clips is', () => {
    const fast = clips.map((clip) => ({ ...clip, waveform: new Float32Array(4 * 32_000).fill(0.25) }));
    const { wave } = aveTask.makeInputs(fast, tinyModel, tinyShape(2), 32_000);
    expect(wave.shape).toEqual([2, 4, 1000]);
    expect(wave.data[2000]).toBeCloseTo(0.25, 5);
  });
});

describe('the targets of an AVE network', () => {
  const labelled = [[0, 0, 3, 3], [3, 2, 2, 3], [3, 3, 3, 3]].map((labels, k) => aTinyClip(String(k), labels));

  it('say where there is an event and of which class the clip is; in the fixed recipe a clip without event has none', () => {
    const { events, clipClasses } = aveTask.makeTargets(labelled, tinyModel, 'fixed', tinyShape(3));
    expect([...events.data]).toEqual([1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
    expect([...clipClasses.data]).toEqual([0, 2, -1]);
  });

  it('as published call a clip without event the first class', () => {
    expect([...aveTask.makeTargets(labelled, tinyModel, 'published', tinyShape(3)).clipClasses.data]).toEqual([0, 2, 0]);
  });
});

describe('the predictions of an AVE network', () => {
  /** Scores of three rows and four segments, of which the third row fills the batch up. */
  const outputs = {
    // Time first: segment t of row b is at t · 3 + b.
    isEventScores: floats([4, 3, 1], [5, -1, 9, 0, 2, 9, -3, 0.1, 9, 4, -2, 9]),
    eventScores: floats([3, 3], [1, 4, 2, 7, 7, 0, 9, 9, 9]),
    visualMap: floats([3, 4, 2], Array.from({ length: 24 }, (_, i) => i)),
  };

  it('are the most likely class where the event is more likely than the threshold, else background', () => {
    const [first, second, ...more] = aveTask.decode(outputs, ['a', 'b'], tinyModel, tinyShape(3));
    // σ(0) = 0.5 is not above 0.5; of equal classes the first counts.
    expect(first).toMatchObject({ id: 'a', segmentClasses: [1, 3, 3, 1] });
    expect(second).toMatchObject({ id: 'b', segmentClasses: [3, 0, 0, 3] });
    expect(more).toEqual([]);
  });

  it('have a probability of an event a segment, and of every class over the clip', () => {
    const [, { eventProbabilities, classProbabilities }] = aveTask.decode(outputs, ['a', 'b'], tinyModel, tinyShape(3));
    expect(eventProbabilities[1]).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
    const e = Math.exp(-7);
    [1 / (2 + e), 1 / (2 + e), e / (2 + e)].forEach((expected, k) => expect(classProbabilities[k]).toBeCloseTo(expected, 6));
  });

  it('follow the threshold of the settings', () => {
    const [, second] = aveTask.decode(outputs, ['a', 'b'], tinyModelWith({ head: { threshold: 0.6 } }), tinyShape(3));
    expect(second.segmentClasses).toEqual([3, 0, 3, 3]);
  });

  it('bring the attention over the picture where the network has it, on the grid of the last stage', () => {
    const [, withMap] = aveTask.decode(outputs, ['a', 'b'], tinyModel, tinyShape(3));
    expect(withMap.visualAttention).toEqual({ grid: [2, 2], maps: [[8, 9], [10, 11], [12, 13], [14, 15]] });
    const [without] = aveTask.decode({ isEventScores: outputs.isEventScores, eventScores: outputs.eventScores }, ['a'], tinyModel, tinyShape(3));
    expect(without).not.toHaveProperty('visualAttention');
  });
});

describe('the settings of an AVE network', () => {
  const build = (settings: ModelSettings): unknown => {
    try {
      return aveTask.forward(Scope.root(), settings, tinyShape(1), ForwardContext.evaluation());
    } catch (error) {
      return error;
    }
  };

  it('that do not exist are refused with the nearest', () => {
    expect(build({ promt: 'zero' })).toMatchObject({ code: 'SETTING_UNKNOWN', exitCode: 2, message: 'there is no setting "model.promt"', fix: 'did you mean model.prompt?' });
    expect(build({ head: { treshold: 0.4 } })).toMatchObject({ fix: 'did you mean model.head.threshold?' });
  });

  it.each<[ModelSettings, string, string]>([
    [{ prompt: 'other' }, '"model.prompt" cannot be "other"', 'known: other-modality, zero'],
    [{ modality: 'adio' }, '"model.modality" cannot be "adio"', 'did you mean audio?'],
    [{ audio: { lossType: 'clip-bce' } }, '"model.audio.lossType" cannot be "clip-bce"', 'did you mean clip_bce?'],
  ])('%j is refused with what there is', (settings, message, fix) => {
    expect(build(settings)).toMatchObject({ code: 'SETTING_VALUE', exitCode: 2, message, fix });
  });

  it('that name an adapter method which was not given are refused with the nearest', () => {
    expect(build({ adapter: 'dgsc' })).toMatchObject({ code: 'ADAPTER_UNKNOWN', exitCode: 2, message: 'No plugin brings the adapter method "dgsc".', fix: 'Did you mean dgsct?' });
  });

  it.each<[ModelSettings, string]>([
    [{ visualAdapter: { groups: 3 } }, 'adapter "vis_adapter_blocks_p1.0": 3 groups must divide the width 8 and the bottleneck 4'],
    [{ soundRepeats: 1.5 }, 'soundRepeats must be a whole number of at least 1, is 1.5'],
    [{ audio: { depths: [1], heads: [1] } }, 'Swin-V2 has 2 stages and HTS-AT 1'],
    [{ image: { depths: [2, 1] } }, '2 Swin-V2 blocks and 1 HTS-AT blocks in a stage do not pair'],
  ])('%j does not fit together and says so', (settings, message) => {
    expect(build(tinyModelWith(settings))).toMatchObject({ message: expect.stringContaining(message) });
  });
});

describe('training an AVE network', () => {
  const settings = aRecipe({ recipe: 'fixed' });
  const updatesOf = (model: ModelSettings, training = settings) => trainingGraph(aveTask, { model: tinyModelWith(model), training }, tinyShape(1)).graph.updates.map(({ variable }) => variable.name);

  it('learns adapters of both streams, temporal attention and head, and never changes a frozen encoder, neither weight nor statistic', () => {
    const updates = updatesOf({});
    for (const part of ['audio_adapter_blocks_p1.0', 'audio_adapter_blocks_p2.1', 'vis_adapter_blocks_p1.0', 'vis_adapter_blocks_p2.1', 'temporal_attn', 'CMBS']) expect([part, updates.some((name) => name.startsWith(part))]).toEqual([part, true]);
    expect(updates.filter((name) => /(^|\/)(swin|htsat)\./.test(name))).toEqual([]);
  });

  it('as published moves the statistics of the spectrogram, but no weight of an encoder', () => {
    expect(updatesOf({ encodersTrain: true }).filter((name) => /(^|\/)(swin|htsat)\./.test(name))).toEqual(['htsat.bn0.running_mean', 'htsat.bn0.running_var']);
  });
});
