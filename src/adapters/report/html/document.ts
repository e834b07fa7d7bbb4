import type { ReportOrigin } from '../../../domain/ports/report.js';
import type { Json } from '../../../domain/ports/run-store.js';
import { renderedMark } from './figure.js';
import { html, trustedMarkup, type Html } from './html-template.js';
import { styles } from './styles.js';

export interface Part {
  readonly id: string;
  /** What the table of contents calls it. */
  readonly name: string;
  readonly body: Html;
}

/** The file around the parts. Its policy forbids scripts and everything that would have to be fetched. */
export function documentOf(origin: ReportOrigin, parts: readonly Part[], numbers: Json): string {
  const page = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light dark">
<title>${origin.title}</title>
<style>${trustedMarkup(styles())}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the result</a>
<header>
<h1>${origin.title}</h1>
<p class="context">${origin.task} · ${origin.dataset.title} ${renderedMark(origin.dataset)}</p>
<nav aria-label="Parts of this report"><ul>${parts.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
</header>
<main id="content">
${parts.map(({ body }) => html`${body}\n`)}
</main>
<script type="application/json" id="report-numbers">${trustedMarkup(jsonInPage(numbers))}</script>
</body>
</html>
`;
  return `<!DOCTYPE html>\n${page.markup}`;
}

/** JSON that cannot end the element it stands in, and whose names cannot turn the direction of reading. */
export const jsonInPage = (value: Json): string => JSON.stringify(value).replace(/[<>&\u2028-\u202e\u2066-\u2069]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
