import type { ReportSeries } from '../../../../domain/ports/report-section.js';
import type { Html } from '../html-template.js';
import { visibleText } from '../html-template.js';
import { drawChart } from './draw-chart.js';

/** Hues that stand out on white and on black, never the only mark of a line; the first two are the page's own. */
const colours = ['var(--series-1)', 'var(--series-2)', '#009e73', '#cc79a7', '#56b4e9', '#8e6bd6', '#8a8f98', '#b8860b'];
const dashes = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [1, 4], [10, 4], [4, 2, 1, 2, 1, 2], [12, 2]];

/** Points are marked where there are at most this many. */
const fewPoints = 60;

/** Lines told apart by colour and dashes, with error bars where points have a spread. The vertical axis starts at zero. */
export function severalLines(label: string, xTitle: string, yTitle: string, series: readonly ReportSeries[]): Promise<Html> {
  const values = series.flatMap(({ points }, line) => points.map(({ x, y, spread }) => ({ x, y, line, low: y - (spread ?? 0), high: y + (spread ?? 0) })));
  const places = values.map(({ x }) => x);
  const whole = places.every(Number.isInteger);
  const indices = series.map((_, line) => line);
  const longest = Math.max(...series.map(({ points }) => points.length));
  // Names from outside are never field values, so that equal ones stay apart.
  const legend = { legend: series.length > 1 ? { title: null, orient: 'right' as const, labelExpr: `${JSON.stringify(series.map(({ name }) => visibleText(name)))}[datum.value]`, symbolType: 'stroke', symbolSize: 400, symbolStrokeWidth: 2, labelLimit: 0 } : null };
  const color = { field: 'line', type: 'nominal' as const, scale: { domain: indices, range: indices.map((line) => colours[line % colours.length]) }, ...legend };
  const strokeDash = { field: 'line', type: 'nominal' as const, scale: { domain: indices, range: indices.map((line) => dashes[line % dashes.length]) }, ...legend };
  const x = {
    field: 'x',
    type: 'quantitative' as const,
    title: xTitle,
    scale: { domain: [Math.min(...places), Math.max(...places, Math.min(...places) + (whole ? 1 : 0))], nice: false, padding: 8 },
    axis: { ...(whole && { tickMinStep: 1, format: 'd' }), tickCount: 6, grid: false },
  };
  return drawChart(label, {
    width: 420,
    height: 240,
    data: { values },
    layer: [
      { mark: { type: 'line', point: longest <= fewPoints ? { filled: true, size: 28 } : false, strokeWidth: 2 }, encoding: { x, y: { field: 'y', type: 'quantitative', title: yTitle, scale: { zero: true }, axis: { tickCount: 5 } }, color, strokeDash } },
      { transform: [{ filter: 'datum.high > datum.low' }], mark: { type: 'rule', strokeWidth: 1.5 }, encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' }, color } },
    ],
  });
}
