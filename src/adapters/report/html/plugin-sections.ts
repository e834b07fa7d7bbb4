import type { ReportDataset } from '../../../domain/ports/report.js';
import type { ReportPart, ReportSection } from '../../../domain/ports/report-section.js';
import { barChart } from './charts/bar-chart.js';
import type { Part } from './document.js';
import { renderedMark, section } from './figure.js';
import { html, type Html } from './html-template.js';
import { fixed } from './number-text.js';
import { scrolling, table } from './table.js';

/** Sections of plugins as parts of the report. Every text is escaped and every chart is drawn here: a section is data. */
export function pluginSections(sections: readonly ReportSection[], dataset: ReportDataset): Promise<Part[]> {
  return Promise.all(
    sections.map(async ({ title, parts }, index) => {
      const id = `section-${index + 1}`;
      return { id, name: title, body: section(id, title, html`${await Promise.all(parts.map((part) => body(part, dataset)))}`) };
    }),
  );
}

async function body(part: ReportPart, dataset: ReportDataset): Promise<Html> {
  switch (part.kind) {
    case 'text':
      return html`<p>${part.text}</p>\n`;
    case 'table':
      return table(part.caption, part.columns, part.rows);
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
