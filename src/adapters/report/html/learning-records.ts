import type { MetricRecord } from '../../../domain/ports/run-store.js';
import type { Series } from './charts/line-chart.js';

/** Numbers of one field over `by` (epoch or step), in its order. After a resumption the later record of a step counts. */
export function series(records: readonly MetricRecord[], kind: 'epoch' | 'step', field: string, name: string): Series {
  const points = new Map<number, number>();
  for (const record of records) {
    const [x, y] = [record[kind], record[field]];
    if (record.kind === kind && typeof x === 'number' && typeof y === 'number' && Number.isFinite(y)) points.set(x, y);
  }
  return { name, points: [...points].sort(([a], [b]) => a - b).map(([x, y]) => ({ x, y })) };
}

/** At most `most` points, each the mean of equally many neighbours. */
export function thinned({ name, points }: Series, most: number): Series {
  const width = Math.max(1, Math.ceil(points.length / most));
  const groups = Array.from({ length: Math.ceil(points.length / width) }, (_, index) => points.slice(index * width, (index + 1) * width));
  return { name, points: groups.map((group) => ({ x: group[group.length - 1].x, y: group.reduce((sum, { y }) => sum + y, 0) / group.length })) };
}
