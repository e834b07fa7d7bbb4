import type { Html } from '../html-template.js';
import { drawChart } from './draw-chart.js';

export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface LineChart {
  readonly label: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Upper end of the vertical axis, which starts at zero; from the data when absent. */
  readonly top?: number;
  /** At most two; told apart by colour and by dashes. */
  readonly series: readonly Series[];
}

/** Lines over whole numbers (epochs, steps). */
export function lineChart({ label, xTitle, yTitle, top, series }: LineChart): Promise<Html> {
  const values = series.flatMap(({ name, points }) => points.map((point) => ({ ...point, name })));
  const names = series.map(({ name }) => name);
  const first = Math.min(...values.map(({ x }) => x));
  const last = Math.max(...values.map(({ x }) => x));
  const few = values.length <= 60;
  return drawChart(label, {
    width: 300,
    height: 220,
    data: { values },
    mark: { type: 'line', point: few ? { filled: true, size: 24 } : false, strokeWidth: 2 },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: xTitle, scale: { domain: [first, Math.max(last, first + 1)], nice: false }, axis: { tickMinStep: 1, format: 'd', tickCount: 6, grid: false } },
      y: { field: 'y', type: 'quantitative', title: yTitle, scale: { zero: true, ...(top === undefined ? {} : { domain: [0, top] }) }, axis: { tickCount: 5 } },
      color: { field: 'name', type: 'nominal', scale: { domain: names, range: ['var(--series-1)', 'var(--series-2)'] }, ...legend(names) },
      strokeDash: { field: 'name', type: 'nominal', scale: { domain: names, range: [[1, 0], [6, 3]] }, ...legend(names) },
    },
  });
}

const legend = (names: readonly string[]) => ({ legend: names.length > 1 ? { title: null, orient: 'top' as const, symbolType: 'stroke', symbolSize: 400, symbolStrokeWidth: 2, labelLimit: 0 } : null });
