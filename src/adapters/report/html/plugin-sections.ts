import type { ReportDataset } from '../../../domain/ports/report.js';
import type { EncodedPicture, ReportPart, ReportSection } from '../../../domain/ports/report-section.js';
import { pictureAlone } from './clips/frame-picture.js';
import { laneBlocks } from './clips/timeline.js';
import { barChart } from './charts/bar-chart.js';
import { scatterPlot } from './charts/scatter-plot.js';
import { severalLines } from './charts/several-lines.js';
import type { Part } from './document.js';
import { renderedMark, section } from './figure.js';
import { html, type Html } from './html-template.js';
import { fixed } from './number-text.js';
import { scrolling, table } from './table.js';

/** Sections of plugins as parts of the report. Every text is escaped and every chart is drawn here: a section is data. */
export function pluginSections(sections: readonly ReportSection<EncodedPicture>[], dataset: ReportDataset): Promise<Part[]> {
  return Promise.all(
    sections.map(async ({ title, parts }, index) => {
      const id = `section-${index + 1}`;
      return { id, name: title, body: section(id, title, html`${await Promise.all(parts.map((part) => body(part, dataset)))}`) };
    }),
  );
}

async function body(part: ReportPart<EncodedPicture>, dataset: ReportDataset): Promise<Html> {
  switch (part.kind) {
    case 'text':
      return html`<p>${part.text}</p>\n`;
    case 'table':
      return table(part.caption, part.columns, part.rows);
    case 'lines':
      return linesFigure(part, dataset);
    case 'scatter':
      return scatterFigure(part, dataset);
    case 'pictures':
      return picturesFigure(part, dataset);
    case 'lanes':
      return lanesFigure(part, dataset);
    case 'bars': {
      const { caption, measure, unit, bars } = part;
      const label = `${caption}: ${measure} of ${bars.map(({ name }) => name).join(', ')}`;
      const rows = bars.map(({ name, value, spread }) => ({ name, mean: value, n: 1, ...(spread !== undefined && { spread }) }));
      const columns = [{ title: '' }, { title: unit === '' ? measure : `${measure}, ${unit}`, numeric: true }];
      return html`<figure><figcaption><strong>${caption}</strong> ${renderedMark(dataset)}</figcaption>
${scrolling(label, await barChart(label, measure, unit, rows))}
${table(caption, columns, bars.map(({ name, value }) => [name, fixed(value, 2)]))}</figure>`;
    }
  }
}

/** Panels side by side and one legend for all. */
async function scatterFigure({ caption, classes, panels }: Extract<ReportPart, { kind: 'scatter' }>, dataset: ReportDataset): Promise<Html> {
  const label = `${caption}: ${panels.map(({ name, points }) => `${name}, ${points.length} points`).join('; ')}`;
  return html`<figure><figcaption><strong>${caption}</strong> ${renderedMark(dataset)}</figcaption>
${scrolling(label, await scatterPlot(label, classes, panels))}</figure>`;
}

/** Pictures in columns, each row with its name. */
function picturesFigure({ caption, columns, rows }: Extract<ReportPart<EncodedPicture>, { kind: 'pictures' }>, dataset: ReportDataset): Html {
  const head = html`<thead><tr><td></td>${columns.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>`;
  const cells = (name: string, pictures: readonly EncodedPicture[]): Html[] => pictures.map((picture, column) => html`<td>${pictureAlone(picture, `${name}, ${columns[column] ?? ''}`)}</td>`);
  const body = html`<table class="timeline pictures">${head}<tbody>${rows.map(({ name, pictures }) => html`<tr><th scope="row">${name}</th>${cells(name, pictures)}</tr>`)}</tbody></table>`;
  return html`<figure><figcaption><strong>${caption}</strong> ${renderedMark(dataset)}</figcaption>
${scrolling(caption, body)}</figure>`;
}

/** One lane of coloured blocks a row, one column a segment. */
function lanesFigure({ caption, classes, segmentSeconds, lanes }: Extract<ReportPart<EncodedPicture>, { kind: 'lanes' }>, dataset: ReportDataset): Html {
  const starts = lanes[0].labels.map((_, segment) => Number((segment * segmentSeconds).toFixed(2)));
  const body = html`<table class="timeline lanes"><thead><tr><th scope="row">time, s</th>${starts.map((start) => html`<th scope="col">${start}</th>`)}</tr></thead>
<tbody>${lanes.map(({ name, labels }) => html`<tr><th scope="row">${name}</th>${laneBlocks(labels, classes)}</tr>\n`)}</tbody></table>`;
  return html`<figure><figcaption><strong>${caption}</strong> ${renderedMark(dataset)}</figcaption>
${scrolling(caption, body)}</figure>`;
}

/** The chart, and its numbers folded below it: one row a place, one column a line. */
async function linesFigure({ caption, xTitle, yTitle, series }: Extract<ReportPart, { kind: 'lines' }>, dataset: ReportDataset): Promise<Html> {
  const label = `${caption}: ${yTitle} over ${xTitle}, ${series.map(({ name }) => name).join(', ')}`;
  const places = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const at = ({ points }: (typeof series)[number], x: number): string => {
    const point = points.find((candidate) => candidate.x === x);
    return point === undefined ? '–' : `${fixed(point.y, 2)}${point.spread === undefined ? '' : ` ± ${fixed(point.spread, 2)}`}`;
  };
  const spread = series.some(({ points }) => points.some((point) => (point.spread ?? 0) > 0));
  const columns = [xTitle, ...series.map(({ name }) => name)].map((title) => ({ title, numeric: true }));
  return html`<figure><figcaption><strong>${caption}</strong> ${renderedMark(dataset)}</figcaption>
${scrolling(label, await severalLines(label, xTitle, yTitle, series))}
<p class="reading">The vertical axis starts at zero.${spread ? ' Error bars: ± one standard deviation; short ones are hidden by the points.' : undefined}</p>
<details class="numbers"><summary>Numbers</summary>${table(caption, columns, places.map((x) => [String(x), ...series.map((line) => at(line, x))]))}</details></figure>`;
}
