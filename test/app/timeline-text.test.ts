import { describe, expect, it } from 'vitest';
import type { FilePrediction } from '../../src/app/file-prediction.js';
import { timelineLines } from '../../src/app/timeline-text.js';

const aPrediction = (wanted: Partial<FilePrediction> = {}): FilePrediction => ({
  file: 'street.mp4',
  state: 'ok',
  detail: undefined,
  segments: ['background', 'bell', 'bell', 'background', 'bell', 'drum'],
  eventProbabilities: [0.1, 0.9, 0.876, 0.2, 0.7, 0.55],
  classProbabilities: { bell: 0.6, drum: 0.3, flute: 0.04, siren: 0.06 },
  ...wanted,
});

describe('a timeline in words', () => {
  it('says every event with its seconds, a bar of segments, and the three likeliest classes', () => {
    expect(timelineLines(aPrediction(), 1)).toEqual(['street.mp4: bell 1–3 s, bell 4–5 s, drum 5–6 s', '  ·██·██  10 90 88 20 70 55 % event', '  likeliest: bell 60 %, drum 30 %, siren 6 %']);
  });

  it('counts seconds by the length of a segment', () => {
    expect(timelineLines(aPrediction(), 0.5)[0]).toBe('street.mp4: bell 0.5–1.5 s, bell 2–2.5 s, drum 2.5–3 s');
  });

  it('says when there is no event', () => {
    expect(timelineLines(aPrediction({ segments: ['background', 'background'], eventProbabilities: [0, 0] }), 1)[0]).toBe('street.mp4: no event');
  });

  it('says what the file lacks beside the events', () => {
    expect(timelineLines(aPrediction({ state: 'short', detail: '2.00 s of sound missing, padded with silence' }), 1)[0]).toContain('[short: 2.00 s of sound missing, padded with silence]');
  });

  it('says why there is no prediction', () => {
    expect(timelineLines(aPrediction({ segments: [], state: 'unreadable', detail: 'moov atom not found' }), 1)).toEqual(['street.mp4: no prediction, unreadable (moov atom not found)']);
  });
});
