import type { MetricRecord } from '../domain/ports/run-store.js';

/** A run's records with each epoch and step once: a run that went on from an older checkpoint has written some twice, and the later ones count. */
export function learningRecords(records: readonly MetricRecord[]): MetricRecord[] {
  const latest = new Map<string, MetricRecord>();
  for (const record of records) {
    const key = JSON.stringify([record.kind, record.kind === 'epoch' ? record.epoch : record.step]);
    latest.delete(key);
    latest.set(key, record);
  }
  return [...latest.values()];
}
