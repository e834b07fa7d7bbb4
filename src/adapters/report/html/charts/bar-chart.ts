import type { ComparisonRow } from '../../../../domain/ports/report.js';
import type { Html } from '../html-template.js';
import { withSpread } from '../number-text.js';
import { drawChart, labelPixels, labelsByIndex } from './draw-chart.js';

const plotPixels = 380;

/** Room for `100.0 ± 10.0 %` behind the longest bar. */
const valuePixels = 100;

/** Horizontal bars from zero in the given order, with error bars; baselines are outlined and the first one is drawn through as a dashed line. */
export function barChart(label: string, measure: string, unit: string, rows: readonly ComparisonRow[]): Promise<Html> {
  const values = rows.map(({ mean, spread, baseline }, order) => ({
    order,
    mean,
    low: Math.max(0, mean - (spread ?? 0)),
    high: mean + (spread ?? 0),
    baseline: baseline === true,
    text: withSpread(mean, spread, unit),
  }));
  const baseline = values.find((row) => row.baseline);
  const x = along(measure, unit, Math.max(...values.map(({ high }) => high)));
  const names = rows.map(({ name, baseline: held }) => (held ? `${name} (baseline)` : name));
  const y = { field: 'order', type: 'ordinal' as const, axis: { title: null, labelExpr: labelsByIndex(names), labelLimit: 0, ticks: false, domain: false } };
  return drawChart(label, {
    width: plotPixels,
    autosize: 'none',
    padding: { left: labelPixels(names), right: valuePixels, top: 6, bottom: 40 },
    height: { step: 30 },
    data: { values },
    layer: [
      {
        mark: { type: 'bar', height: 16 },
        encoding: {
          x: { field: 'mean', ...x },
          y,
          fill: { condition: { test: 'datum.baseline', value: 'var(--panel)' }, value: 'var(--series-1)' },
          stroke: { condition: { test: 'datum.baseline', value: 'var(--ink)' }, value: 'var(--series-1)' },
        },
      },
      ...(baseline === undefined
        ? []
        : [{ data: { values: [{ mean: baseline.mean }] }, mark: { type: 'rule' as const, strokeDash: [4, 3], color: 'var(--ink)' }, encoding: { x: { field: 'mean', ...x } } }]),
      {
        transform: [{ filter: 'datum.high > datum.low' }],
        mark: { type: 'rule', strokeWidth: 2, color: 'var(--ink)' },
        encoding: { x: { field: 'low', ...x }, x2: { field: 'high' }, y },
      },
      { mark: { type: 'text', align: 'left', dx: 6, color: 'var(--ink)', fontSize: 12 }, encoding: { x: { field: 'high', ...x }, y, text: { field: 'text' } } },
    ],
  });
}

/** The horizontal axis: from zero, and never past 100 %. */
const along = (measure: string, unit: string, largest: number) => ({
  type: 'quantitative' as const,
  title: unit === '' ? measure : `${measure}, ${unit}`,
  scale: { domain: [0, unit === '%' ? Math.min(100, Math.ceil(largest / 10) * 10) : largest], nice: true },
});
