import { describe, expect, it } from 'vitest';
import { majorityBaseline, segmentsRight, showNames, showSegments } from '../../../src/domain/tasks/segment-timeline.js';
import type { SegmentPrediction } from '../../../src/domain/tasks/task.js';
import type { ClipEntry } from '../../../src/domain/ports/clip-store.js';

const classes = ['bell', 'drum', 'flute', 'siren'];
const aPrediction = (wanted: Partial<SegmentPrediction> = {}): SegmentPrediction => ({
  id: 'street',
  segmentClasses: [4, 0, 0, 4, 0, 1],
  eventProbabilities: [0.1, 0.9, 0.876, 0.2, 0.7, 0.55],
  classProbabilities: [0.6, 0.3, 0.04, 0.06],
  ...wanted,
});
const anEntry = (segmentLabels: readonly number[]): ClipEntry => ({ id: 'street', split: 'test', state: 'ok', segmentLabels });

describe('a timeline in words', () => {
  it('says every event with its seconds, a bar of segments, and the three likeliest classes', () => {
    expect(showSegments(aPrediction(), classes, 1).lines).toEqual(['bell 1–3 s, bell 4–5 s, drum 5–6 s', '·██·██  10 90 88 20 70 55 % event', 'likeliest: bell 60 %, drum 30 %, siren 6 %']);
  });

  it('counts seconds by the length of a segment', () => {
    expect(showSegments(aPrediction(), classes, 0.5).lines[0]).toBe('bell 0.5–1.5 s, bell 2–2.5 s, drum 2.5–3 s');
  });

  it('says when there is no event', () => {
    expect(showSegments(aPrediction({ segmentClasses: [4, 4], eventProbabilities: [0, 0] }), classes, 1).lines[0]).toBe('no event');
  });

  it('without background begins with the likeliest of the whole', () => {
    expect(showNames(aPrediction({ segmentClasses: [0, 0, 1, 1, 1, 1] }), classes, 1)).toMatchObject({ values: { segments: ['bell', 'bell', 'drum', 'drum', 'drum', 'drum'] }, lines: ['bell 60 %, drum 30 %, siren 6 %', 'over time: bell 0–2 s, drum 2–6 s'] });
  });

  it('names the classes for other programs', () => {
    expect(showSegments(aPrediction(), classes, 1).values).toEqual({
      segments: ['background', 'bell', 'bell', 'background', 'bell', 'drum'],
      eventProbabilities: [0.1, 0.9, 0.876, 0.2, 0.7, 0.55],
      classProbabilities: { bell: 0.6, drum: 0.3, flute: 0.04, siren: 0.06 },
    });
  });
});

describe('segments that are right', () => {
  it('are those whose class is the true one', () => {
    expect(segmentsRight(aPrediction(), anEntry([4, 0, 1, 4, 0, 0]))).toEqual({ right: 4, total: 6 });
  });
});

describe('the majority baseline', () => {
  it('is the share of the most frequent label over all segments, in per cent', () => {
    expect(majorityBaseline([anEntry([2, 2, 0, 1]), anEntry([2, 1, 1, 2])]).value).toBe(50);
  });

  it('is 0 without any segment', () => {
    expect(majorityBaseline([]).value).toBe(0);
  });
});
