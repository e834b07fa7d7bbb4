import type { ComparisonContent, ComparisonRow } from '../../../domain/ports/report.js';
import { barChart } from './charts/bar-chart.js';
import { clipNumbers } from './clips/clip-numbers.js';
import { clipSections } from './clips/clip-sections.js';
import { documentOf } from './document.js';
import { renderedMark, section } from './figure.js';
import { html, type Html } from './html-template.js';
import { capitalised, distance, fixed, withSpread } from './number-text.js';
import { notices, origin } from './origin.js';
import { pluginSections } from './plugin-sections.js';
import { scrolling, table } from './table.js';

/** The report of several ways to do the same thing: who leads, by how much, and how sure that is. */
export async function comparisonReport(content: ComparisonContent): Promise<string> {
  const { examples, dataset, rows, measure, unit, spreadMeaning } = content;
  const parts = [
    { id: 'comparison', name: 'Comparison', body: await comparison(content) },
    ...(examples === undefined ? [] : [{ id: 'clips', name: 'Clips', body: await clipSections(examples, dataset) }]),
    ...(await pluginSections(content.sections ?? [], dataset)),
    { id: 'origin', name: 'What was run', body: origin(content) },
  ];
  return documentOf(content, parts, {
    comparison: { measure, unit, spreadMeaning, rows: rows.map((row) => ({ ...row, spread: row.spread ?? null, note: row.note ?? null, baseline: row.baseline ?? false })) },
    ...(examples === undefined ? {} : { clips: clipNumbers(examples) }),
  });
}

async function comparison(content: ComparisonContent): Promise<Html> {
  const { rows, measure, unit, spreadMeaning, remarks, dataset } = content;
  if (rows.length === 0) return section('comparison', 'Nothing was compared', html`${notices(content.notices)}`);
  const label = `${measure} of ${rows.map(({ name }) => name).join(', ')}`;
  const columns = [{ title: 'way' }, { title: unit === '' ? measure : `${measure}, ${unit}`, numeric: true }, { title: '±', numeric: true }, { title: 'n', numeric: true }, { title: 'note' }];
  const cells = rows.map(({ name, mean, spread, n, note, baseline }) => [baseline ? html`${name} <strong>(baseline)</strong>` : name, fixed(mean, 2), fixed(spread, 2), String(n), note ?? '']);
  return section(
    'comparison',
    comparisonFinding(rows, unit),
    html`${remarks.map((remark) => html`<p>${remark}</p>\n`)}
${notices(content.notices)}
<figure><figcaption><strong>${capitalised(measure)} on the same clips</strong> ${renderedMark(dataset)}</figcaption>
${scrolling(label, await barChart(label, measure, unit, rows))}
<p class="reading">Bars start at zero. Error bars: ${spreadMeaning}. The dashed line is the baseline.</p>
${table(`The numbers; ± is the ${spreadMeaning}, n the number of measurements. As JSON: key comparison of the element report-numbers in this file.`, columns, cells)}</figure>`,
  );
}

/** Who leads, by how much, and whether the difference is larger than the spreads of both together. */
export function comparisonFinding(rows: readonly ComparisonRow[], unit: string): string {
  const [first, second] = [...rows].sort((a, b) => b.mean - a.mean);
  const leader = `${first.name} leads with ${withSpread(first.mean, first.spread, unit)}`;
  if (second === undefined) return leader;
  const lead = `${leader}, ${distance(first.mean, second.mean, unit)} ${second.name}`;
  if (first.spread === undefined || second.spread === undefined) return lead;
  return `${lead}; ${first.mean - second.mean > first.spread + second.spread ? 'their spreads do not overlap' : 'their spreads overlap, so the order is not sure'}`;
}
