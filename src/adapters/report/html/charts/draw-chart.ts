import type { TopLevelSpec } from 'vega-lite';
import { html, trustedMarkup, visibleText, type Html } from '../html-template.js';

export type ChartSpec = TopLevelSpec;

/** Draws a Vega-Lite chart as SVG whose colours follow the page's light and dark theme. Loads Vega when first called. */
export async function drawChart(label: string, spec: ChartSpec): Promise<Html> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new vega.View(vega.parse(vegaLite.compile(spec, { config: theme }).spec), { renderer: 'none' });
  try {
    return html`<div class="chart" role="img" aria-label="${label}">${trustedMarkup(visibleText(await view.toSVG()))}</div>`;
  } finally {
    view.finalize();
  }
}

/** Colours are the style sheet's variables: an SVG inside the page takes them from there. */
const theme = {
  background: 'transparent',
  font: 'inherit',
  aria: false,
  view: { stroke: null },
  axis: {
    labelColor: 'var(--ink)',
    titleColor: 'var(--ink)',
    titleFontWeight: 'normal' as const,
    domainColor: 'var(--line-strong)',
    tickColor: 'var(--line-strong)',
    gridColor: 'var(--line)',
    labelFontSize: 12,
    titleFontSize: 12,
  },
  legend: { labelColor: 'var(--ink)', titleColor: 'var(--ink)', labelFontSize: 12, titleFontSize: 12 },
};

/** Longer names are cut in pictures; tables have them whole. */
const mostLetters = 32;

function shortened(name: string): string {
  const letters = [...name];
  return letters.length > mostLetters ? `${letters.slice(0, mostLetters - 1).join('')}…` : name;
}

/** Axis labels by index: names from outside are never field values, so that equal ones stay apart. */
export const labelsByIndex = (names: readonly string[]): string => `${JSON.stringify(names.map((name) => shortened(visibleText(name))))}[datum.value]`;

/** About the pixels that the longest label takes at 12 pixels; without a browser Vega's own estimate is half too wide. */
export const labelPixels = (names: readonly string[]): number => 12 + 7 * Math.max(0, ...names.map((name) => shortened(name).length));
