import { describe, expect, it } from 'vitest';
import type { MetricRecord } from '../../../../src/domain/ports/run-store.js';
import { series, thinned } from '../../../../src/adapters/report/html/learning-records.js';

describe('learning curves', () => {
  it('take the later record of an epoch that was trained twice, in order, and skip what is no number', () => {
    const records: MetricRecord[] = [
      { kind: 'epoch', epoch: 2, loss: 9 },
      { kind: 'epoch', epoch: 1, loss: 3 },
      { kind: 'step', step: 1, loss: 7 },
      { kind: 'epoch', epoch: 2, loss: 2 },
      { kind: 'epoch', epoch: 3, loss: null },
    ];
    expect(series(records, 'epoch', 'loss', 'training')).toEqual({ name: 'training', points: [{ x: 1, y: 3 }, { x: 2, y: 2 }] });
  });

  it('are thinned to means of neighbours', () => {
    const points = [1, 2, 3, 4, 5].map((x) => ({ x, y: x * 10 }));
    expect(thinned({ name: 'a', points }, 3).points).toEqual([{ x: 2, y: 15 }, { x: 4, y: 35 }, { x: 5, y: 50 }]);
  });
});
