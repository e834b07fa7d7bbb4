import { describe, expect, it } from 'vitest';
import { endsEarly, sampleRange, seekTarget } from '../../../src/adapters/media/decoded-range.js';
import type { MediaProbe } from '../../../src/domain/ports/media.js';
import { aRequest } from '../../suites/media/clips.js';

describe('endsEarly', () => {
  it.each([
    ['the stream reached its stated end', false, [{ statedEnd: 6, wantedEnd: 10, reachedEnd: 5.9 }], 10],
    ['the stream reached what was asked for', false, [{ statedEnd: 60, wantedEnd: 10, reachedEnd: 9.8 }], 60],
    ['one of two streams stopped half way', true, [{ statedEnd: 10, wantedEnd: 10, reachedEnd: 10 }, { statedEnd: 10, wantedEnd: 10, reachedEnd: 5 }], 10],
    ['a stream without stated end is shorter than the other', false, [{ statedEnd: undefined, wantedEnd: 10, reachedEnd: 10 }, { statedEnd: undefined, wantedEnd: 10, reachedEnd: 5 }], 10],
    ['no stream reached the end of the container', true, [{ statedEnd: undefined, wantedEnd: 10, reachedEnd: 6 }, { statedEnd: undefined, wantedEnd: 10, reachedEnd: 5 }], 10],
    ['the container states no duration', false, [{ statedEnd: undefined, wantedEnd: 10, reachedEnd: 6 }], 0],
    ['nothing was asked for', false, [], 10],
  ] as const)('when %s: %s', (_, expected, streams, containerSeconds) => {
    expect(endsEarly(streams, containerSeconds)).toBe(expected);
  });
});

describe('sampleRange', () => {
  it('rounds both ends, so that adjacent ranges join without gap or overlap', () => {
    const first = sampleRange(aRequest({ startSeconds: 0.10001, durationSeconds: 0.10001 }));
    const second = sampleRange(aRequest({ startSeconds: 0.20002, durationSeconds: 0.5 }));
    expect(first.first).toBe(3200);
    expect(first.first + first.count).toBe(second.first);
  });
});

describe('seekTarget', () => {
  const probe: MediaProbe = { durationSeconds: 600, video: { width: 32, height: 32, framesPerSecond: 25 }, audio: { sampleRateHz: 44100, channels: 1 } };

  it('is a whole second at least two seconds before the first thing asked for', () => {
    expect(seekTarget(aRequest({ frameTimesSeconds: [61.5], startSeconds: 60.7 }), probe)).toBe(58);
  });

  it('is the start when a part near the start is asked for', () => {
    expect(seekTarget(aRequest({ frameTimesSeconds: [61.5], startSeconds: 0 }), probe)).toBe(0);
    expect(seekTarget(aRequest({ frameTimesSeconds: [11.9], startSeconds: 11.9 }), probe)).toBe(0);
  });

  it('heeds only streams that the file has', () => {
    expect(seekTarget(aRequest({ frameTimesSeconds: [61.5], startSeconds: 0 }), { ...probe, audio: undefined })).toBe(59);
  });
});
