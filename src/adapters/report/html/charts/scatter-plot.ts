import type { ReportPoint } from '../../../../domain/ports/report-section.js';
import { classColour } from '../class-colours.js';
import type { Html } from '../html-template.js';
import { visibleText } from '../html-template.js';
import { drawChart } from './draw-chart.js';

const panelPixels = 300;
const columns = 2;

/** Colours come again after nine classes, and then with another shape. */
const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross'];
const coloursBefore = 9;

/** Points of classes in panels without axes, each panel in its own scale; one legend for all. */
export function scatterPlot(label: string, classes: readonly string[], panels: readonly { readonly name: string; readonly points: readonly ReportPoint[] }[]): Promise<Html> {
  const present = [...new Set(panels.flatMap(({ points }) => points.map((point) => point.label)))].sort((a, b) => a - b);
  // Names from outside are never field values, so that equal ones stay apart.
  const legend = { title: null, labelExpr: `${JSON.stringify(classes.map(visibleText))}[datum.value]`, labelLimit: 0, symbolSize: 80, columns: present.length > 16 ? 2 : 1 };
  const color = { field: 'label', type: 'nominal' as const, scale: { domain: present, range: present.map((index) => classColour(index, classes.length)) }, legend };
  const shape = { field: 'label', type: 'nominal' as const, scale: { domain: present, range: present.map((index) => shapes[Math.floor(index / coloursBefore) % shapes.length]) }, legend };
  const axis = (field: 'x' | 'y') => ({ field, type: 'quantitative' as const, axis: null, scale: { zero: false, nice: false, padding: 8 } });
  return drawChart(label, {
    columns,
    concat: panels.map(({ name, points }) => ({
      title: { text: visibleText(name), color: 'var(--ink)', fontWeight: 'normal' as const, fontSize: 13 },
      width: panelPixels,
      height: panelPixels,
      view: { stroke: 'var(--line)' },
      data: { values: points.map(({ x, y, label: index }) => ({ x, y, label: index })) },
      mark: { type: 'point' as const, filled: true, size: 28, opacity: 0.8 },
      encoding: { x: axis('x'), y: axis('y'), color, shape },
    })),
    resolve: { scale: { color: 'shared', shape: 'shared' } },
  });
}
