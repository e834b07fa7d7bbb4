import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabelledSpan } from '../../../../src/domain/data/clip-labels.js';
import { Scope } from '../../../../src/domain/graph/leaves.js';
import { elementCount } from '../../../../src/domain/graph/shapes.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import type { ClipEntry } from '../../../../src/domain/ports/clip-store.js';
import { spansOf, weakClasses } from '../../../../src/domain/tasks/avvp/avvp-labels.js';
import { clipScores } from '../../../../src/domain/tasks/avvp/avvp-metrics.js';
import { avvpTask } from '../../../../src/domain/tasks/avvp/avvp-task.js';
import { decodeArray, truthArray } from '../../../../src/domain/tasks/avvp/parsing-arrays.js';
import { mergedSettings } from '../../../../src/app/model-plan.js';

const entry = (labels: ClipEntry['labels']): ClipEntry => ({ id: 'clip', split: 'test', state: 'ok', segmentLabels: [], ...(labels && { labels }) });
const array = fc.array(fc.array(fc.constantFrom(0, 1), { minLength: 10, maxLength: 10 }), { minLength: 3, maxLength: 3 });

describe('the published AVVP network', () => {
  it('has the parameters of spec/task-avvp §9, part by part', () => {
    const settings = mergedSettings(avvpTask.sizes.paper, avvpTask.cost.countedModel);
    const scope = Scope.root((name) => avvpTask.trainable(name, settings));
    avvpTask.forward(scope, settings, { clips: 1, segments: 10, segmentSeconds: 1, classes: 25 }, ForwardContext.evaluation());
    const sizes = scope.variables().filter(({ kind }) => kind === 'parameter');
    const count = (pattern: RegExp): number => sizes.filter(({ name }) => pattern.test(name)).reduce((sum, { shape }) => sum + elementCount(shape), 0);
    expect(Object.fromEntries(['audio_cug', 'audio_cug.han_encoder', 'audio_cug.grouping', 'visual_cug', 'av_mcg', 'temporal_attn', 'fc_a', 'fc_v', 'fc_st', 'fc_fusion', 'fc_cls', 'audio_token', 'adapter_token_downsampler'].map((part) => [part, count(new RegExp(`^${part}(\\.|$)`))]))).toEqual({
      audio_cug: 1_393_571,
      'audio_cug.han_encoder': 398_410,
      'audio_cug.grouping': 400_345,
      visual_cug: 995_161,
      av_mcg: 1_589_977,
      temporal_attn: 1_109_634,
      fc_a: 98_432,
      fc_v: 196_736,
      fc_st: 65_664,
      fc_fusion: 32_896,
      fc_cls: 3_225,
      audio_token: 3_200,
      adapter_token_downsampler: 24_192,
    });
    expect(count(/^(audio|vis)_adapter_blocks_p[12]\./)).toBe(193_293_216);
    expect(sizes.filter(({ trainable }) => trainable).reduce((sum, { shape }) => sum + elementCount(shape), 0)).toBe(198_809_491);
  });
});

describe('the labels of a clip', () => {
  it('are the classes that are said, or else those of its events, each once', () => {
    expect(weakClasses(entry({ classes: [1, 4] }))).toEqual([1, 4]);
    expect(weakClasses(entry({ audible: [[4, 0, 2], [1, 3, 3]], visible: [[2, 0, 9], [4, 5, 6]] }))).toEqual([2, 4]);
    expect(() => weakClasses(entry(undefined))).toThrowError(expect.objectContaining({ code: 'LABELS_MISSING', exitCode: 2 }));
  });

  it('come back from their spans, whatever they are', () => {
    fc.assert(fc.property(array, (rows) => {
        expect(truthArray(spansOf(rows), 3, 10)).toEqual(rows);
      }));
  });

  it('mark whole seconds inside the clip, and nothing where the end is not after the start', () => {
    const spans: LabelledSpan[] = [[0, 2.9, 4.2], [1, 8, 14], [2, 5, 5], [2, 7, 3]];
    expect(truthArray(spans, 3, 10)).toEqual([
      [0, 0, 1, 1, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0, 1, 1],
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]);
  });
});

describe('the scores of a clip', () => {
  it('are 1 for the truth itself, between 0 and 1, and the same with both modalities exchanged', () => {
    fc.assert(
      fc.property(array, array, array, array, (a, b, c, d) => {
        const [predicted, truth] = [{ audible: a, visible: b }, { audible: c, visible: d }];
        const turned = clipScores({ audible: b, visible: a }, { audible: d, visible: c });
        const scores = clipScores(predicted, truth);
        for (const level of ['segment', 'event'] as const) {
          expect(Object.values(clipScores(truth, truth)[level])).toEqual([1, 1, 1, 1]);
          expect(Object.values(scores[level]).every((score) => score >= 0 && score <= 1)).toBe(true);
          expect(turned[level]).toEqual({ ...scores[level], audio: scores[level].visual, visual: scores[level].audio });
        }
      }),
    );
  });
});

describe('decoding', () => {
  it('needs the class in the clip and in the second, at 0.5 or above', () => {
    expect(decodeArray([0.5, 0.4], [0.5, 0.9, 0.4, 0.9], 2, 2, 0.5)).toEqual([[1, 0], [0, 0]]);
  });
});

describe('the share that is right', () => {
  const prediction = { id: 'clip', segments: 10, audible: [[0, 0, 5]] as LabelledSpan[], visible: [[2, 0, 5]] as LabelledSpan[], classProbabilities: [1, 0, 1] };

  it('is that of common classes where only classes are known, and the events’ score where events are', () => {
    expect(avvpTask.rightShare(prediction, entry({ classes: [0, 1] }), {})).toEqual({ right: 1, total: 3 });
    expect(avvpTask.rightShare(prediction, entry({ audible: [[0, 0, 5]], visible: [[2, 0, 5]] }), {})).toEqual({ right: 1, total: 1 });
  });

  it('says of the published network that its motion features are zero, and of one without them nothing', () => {
    expect(avvpTask.notices?.({})).toHaveLength(1);
    expect(avvpTask.notices?.({ motionWidth: 0 })).toEqual([]);
  });
});
