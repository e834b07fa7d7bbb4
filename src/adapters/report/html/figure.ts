import type { ReportDataset } from '../../../domain/ports/report.js';
import { html, type Html } from './html-template.js';

export interface Figure {
  /** What the figure shows, as a finding. */
  readonly finding: string;
  readonly body: Html;
  /** Axes, units, what was stretched. */
  readonly reading?: string;
  readonly numbers: Html;
  /** Key of the same numbers in the page's JSON. */
  readonly key: string;
}

/** Said on every figure whose clips were rendered instead of recorded. */
export const renderedMark = (dataset: ReportDataset): Html | undefined => (dataset.rendered ? html`<span class="mark">Rendered scenes</span>` : undefined);

/** A picture with what it shows, how to read it, and its numbers. */
export function figure(dataset: ReportDataset, { finding, body, reading, numbers, key }: Figure): Html {
  return html`<figure>
<figcaption><strong>${finding}</strong> ${renderedMark(dataset)}</figcaption>
${body}
${reading === undefined ? undefined : html`<p class="reading">${reading}</p>`}
${numbersBelow(numbers, key)}
</figure>`;
}

/** The numbers of a picture, folded. */
export const numbersBelow = (numbers: Html, key: string): Html => html`<details class="numbers"><summary>Numbers</summary>
${numbers}
<p class="reading">The same as JSON: key <code>${key}</code> of the element <code>report-numbers</code> in this file.</p></details>`;

/** A part of the report with a heading that states what was found. */
export const section = (id: string, heading: string, body: Html): Html => html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${body}
</section>`;
