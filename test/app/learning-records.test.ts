import { describe, expect, it } from 'vitest';
import { learningRecords } from '../../src/app/learning-records.js';
import type { MetricRecord } from '../../src/domain/ports/run-store.js';

describe('the records of a run', () => {
  it('hold each epoch and each step once, the one written last, where the run went on from an older checkpoint', () => {
    const step20 = { kind: 'step', step: 20, epoch: 2 };
    const records = [{ kind: 'epoch', epoch: 1, step: 16, seconds: 5 }, step20, { kind: 'epoch', epoch: 2, step: 32, seconds: 5 }, step20, { kind: 'epoch', epoch: 2, step: 32, seconds: 6 }];
    expect(learningRecords(records)).toEqual([records[0], step20, records[4]]);
  });

  it('stay in their order', () => {
    const records: MetricRecord[] = [{ kind: 'step', step: 20 }, { kind: 'epoch', epoch: 20, step: 20 }, { kind: 'step', step: 40 }];
    expect(learningRecords(records)).toEqual(records);
  });
});
