import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { webVtt } from '../../src/app/web-vtt.js';
import { timelineCues } from '../../src/domain/tasks/cues.js';

describe('subtitles', () => {
  it('are WebVTT, with times from hours to milliseconds and texts that cannot break out of their line', () => {
    expect(webVtt([{ startSeconds: 1.5, endSeconds: 3, text: 'rock & roll <i>\n--> loud' }, { startSeconds: 3725.25, endSeconds: 3726, text: 'bell' }])).toBe(
      ['WEBVTT', '', '00:00:01.500 --> 00:00:03.000', 'rock &amp; roll &lt;i&gt; --&gt; loud', '', '01:02:05.250 --> 01:02:06.000', 'bell', ''].join('\n'),
    );
    expect(webVtt([])).toBe('WEBVTT\n');
  });

  it('cover exactly the segments that are no background, in order and without overlap, whatever the timeline', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 }), (segmentClasses) => {
        const cues = timelineCues({ id: 'a', segmentClasses, eventProbabilities: segmentClasses.map(() => 0.5), classProbabilities: [] }, ['a', 'b', 'c'], 1);
        const covered = segmentClasses.map((_, t) => cues.filter(({ startSeconds, endSeconds }) => t >= startSeconds && t < endSeconds).map(({ text }) => text));
        expect(covered).toEqual(segmentClasses.map((label) => (label === 3 ? [] : [`${'abc'[label]} 50 %`])));
        expect(cues.every(({ endSeconds }, k) => k + 1 === cues.length || endSeconds <= cues[k + 1].startSeconds)).toBe(true);
      }),
    );
  });
});
