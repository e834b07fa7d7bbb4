import type { Html } from '../html-template.js';
import { drawChart, labelPixels, labelsByIndex } from './draw-chart.js';

/** Counts as a grid with a number in every cell that is not empty; a cell is as strongly coloured as its share of its row. */
export function heatMap(label: string, names: readonly string[], counts: readonly (readonly number[])[]): Promise<Html> {
  const values = counts.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, predicted) => ({ truth, predicted, count, share: total === 0 ? 0 : count / total }));
  });
  const cell = names.length > 14 ? 26 : 42;
  const wide = labelPixels(names);
  const rising = 8 + 0.77 * wide; // sin 50°
  const axis = { labelExpr: labelsByIndex(names), labelLimit: 0, ticks: false, domain: false, titlePadding: 8 } as const;
  const x = { field: 'predicted', type: 'ordinal', title: 'predicted class', axis: { ...axis, orient: 'top', labelAngle: -50, labelAlign: 'left', labelPadding: 8, maxExtent: rising } } as const;
  const y = { field: 'truth', type: 'ordinal', title: 'true class', axis: { ...axis, maxExtent: wide } } as const;
  return drawChart(label, {
    autosize: 'none',
    padding: { left: wide + 24, right: 20 + 0.65 * wide, top: rising + 24, bottom: 6 },
    width: { step: cell },
    height: { step: Math.min(cell, 32) },
    data: { values },
    layer: [
      {
        mark: { type: 'rect', color: 'var(--heat)', stroke: 'var(--line)' },
        encoding: { x, y, fillOpacity: { field: 'share', type: 'quantitative', scale: { domain: [0, 1], range: [0, 1] }, legend: null } },
      },
      {
        transform: [{ filter: 'datum.count > 0' }],
        mark: { type: 'text', color: 'var(--ink)', fontSize: names.length > 14 ? 10 : 12 },
        encoding: { x, y, text: { field: 'count', type: 'quantitative' } },
      },
    ],
  });
}
