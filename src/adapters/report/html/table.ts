import { html, type Html } from './html-template.js';

export interface Column {
  readonly title: string;
  /** Numbers stand right-aligned so that their digits can be compared. */
  readonly numeric?: boolean;
}

/** A table that scrolls by itself when the page is narrow; the first cell of a row is its heading. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly (Html | string | number)[])[]): Html {
  const kind = (index: number): Html => (columns[index]?.numeric ? html` class="number"` : html``);
  const cells = (row: readonly (Html | string | number)[]): Html[] =>
    row.map((cell, index) => (index === 0 ? html`<th scope="row"${kind(0)}>${cell}</th>` : html`<td${kind(index)}>${cell}</td>`));
  return scrolling(
    caption,
    html`<table><caption>${caption}</caption><thead><tr>${columns.map(({ title }, index) => html`<th scope="col"${kind(index)}>${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>\n`)}</tbody></table>`,
  );
}

/** A part that is wider than a small screen; reachable by Tab so that arrow keys scroll it. */
export const scrolling = (label: string, body: Html): Html => html`<div class="scrolling" tabindex="0" role="region" aria-label="${label}">${body}</div>`;
