import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeDataset } from '@avtool/plugin/testkit';
import { plugin } from '../plugin.js';

const [dataset] = plugin.datasets;

// What avtool expects of every data set, proved on a small list: a few videos of every split.
describeDataset(dataset, { 'events.csv': 'file,label,start,end,split\nfirst.mp4,bell,0,2,train\nfirst.mp4,rain,8,10,train\nsecond.mp4,rain,1,3,val\nthird.mp4,bell,0,9,test\n' }, { describe, it });

const parse = (...lines) => dataset.parse(new Map([['events.csv', ['file,label,start,end', ...lines, ''].join('\n')]]), { strictSplit: false });

describe('the data set mydata', () => {
  it('gives every second of a video the class of its event', () => {
    const { records, classes } = parse('first.mp4,rain,0,2', 'first.mp4,bell,7.5,10');
    assert.deepEqual(classes, ['bell', 'rain']);
    assert.deepEqual(records[0].segmentLabels, [1, 1, 2, 2, 2, 2, 2, 0, 0, 0]);
    assert.equal(records[0].mediaName, 'first');
  });

  it('takes a video without events', () => {
    assert.deepEqual(parse('first.mp4,bell,0,2', 'quiet.mp4,,,').records[1].segmentLabels, Array(10).fill(1));
  });

  it('lets a video keep its split when others are added', () => {
    const splitOfFirst = (...others) => parse('first.mp4,bell,0,2', ...others).records[0].split;
    assert.equal(splitOfFirst('second.mp4,bell,0,2', 'third.mp4,bell,0,2'), splitOfFirst());
  });

  it('names the fault of a line and keeps the other videos', () => {
    const { records } = parse('first.mp4,bell,2,0', 'second.mp4,rain,1,3');
    assert.deepEqual(
      records.map(({ id, where, fault }) => [id, where, fault]),
      [
        ['first', 'events.csv line 2', 'start "2" and end "0" are no seconds in order.'],
        ['second', 'events.csv line 3', undefined],
      ],
    );
  });

  it('refuses an empty list and one without the header', () => {
    assert.throws(() => parse(), { name: 'AvtoolError', code: 'LIST_EMPTY' });
    assert.throws(() => dataset.parse(new Map([['events.csv', 'first.mp4,bell,0,2\n']]), { strictSplit: false }), { name: 'AvtoolError', code: 'LIST_HEADER' });
  });
});
