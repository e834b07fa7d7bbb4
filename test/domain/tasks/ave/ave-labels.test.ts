import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipClass, publishedClipClass, segmentLabels } from '../../../../src/domain/tasks/ave/ave-labels.js';

const classes = 28;
const anEvent = fc.record({ classIndex: fc.integer({ min: 0, max: classes - 1 }), start: fc.integer({ min: 0, max: 10 }), end: fc.integer({ min: 0, max: 10 }) });

describe('labels of segments', () => {
  it('are the class from the start second to before the end second', () => {
    expect(segmentLabels(3, 2, 4, 6, 1, classes)).toEqual([28, 28, 3, 3, 28, 28]);
  });

  it('go by the start of the segment where it is not a second long', () => {
    expect(segmentLabels(0, 1, 2, 5, 0.5, 1)).toEqual([1, 1, 0, 0, 1]);
    expect(segmentLabels(0, 0.75, 2, 5, 0.5, 1)).toEqual([1, 1, 0, 0, 1]);
  });

  it('have one event of end − start seconds, without a hole', () => {
    fc.assert(
      fc.property(anEvent, ({ classIndex, start, end }) => {
        const labels = segmentLabels(classIndex, start, end, 10, 1, classes);
        const events = labels.flatMap((label, t) => (label === classIndex ? [t] : []));
        expect(labels).toHaveLength(10);
        expect(events).toEqual(Array.from({ length: Math.max(0, end - start) }, (_, k) => start + k));
        expect(labels.filter((label) => label !== classIndex).every((label) => label === classes)).toBe(true);
      }),
    );
  });

  it('are background for an event of no length', () => {
    expect(segmentLabels(0, 3, 3, 10, 1, classes)).toEqual(Array(10).fill(classes));
  });
});

describe('the class of a clip', () => {
  it('is that of its event, by both rules, wherever the event lies', () => {
    fc.assert(
      fc.property(anEvent, ({ classIndex, start, end }) => {
        fc.pre(start < end);
        const labels = segmentLabels(classIndex, start, end, 10, 1, classes);
        expect([publishedClipClass(labels, classes), clipClass(labels, classes)]).toEqual([classIndex, classIndex]);
      }),
    );
  });

  it('without any event is the first class as published, and none in the fixed recipe', () => {
    const labels = Array<number>(10).fill(classes);
    expect([publishedClipClass(labels, classes), clipClass(labels, classes)]).toEqual([0, -1]);
  });
});
