import type { ReportOrigin } from '../../../domain/ports/report.js';
import type { Json } from '../../../domain/ports/run-store.js';
import { section } from './figure.js';
import { html, type Html } from './html-template.js';
import { table } from './table.js';

/** Warnings, or nothing. */
export const notices = (lines: readonly string[]): Html | undefined =>
  lines.length === 0 ? undefined : html`<ul class="notices" aria-label="Notices">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;

/** Token ids of classes are longer; `config.json` has them whole. */
const longestShown = 500;

/** What was run, with what, and the command that does it again. */
export function origin({ task, dataset, setup, reproduce }: ReportOrigin): Html {
  const facts: readonly (readonly [string, string])[] = [
    ['task', task],
    ['data set', dataset.title],
    ['command', setup.command],
    ['engine', setup.engine],
    ['seed', String(setup.seed)],
    ['recipe', setup.recipe],
    ...Object.entries(setup.versions),
  ];
  const settings = flatten('', setup.model).map(([key, value]) => [key, value.length > longestShown ? `${value.slice(0, longestShown)}…` : value]);
  return section(
    'origin',
    'What was run, and how to run it again',
    html`<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
<pre tabindex="0" aria-label="Command that makes this report again">${reproduce}</pre>
${settings.length === 0 ? undefined : html`<details class="numbers"><summary>Model settings</summary>${table('Model settings', [{ title: 'setting' }, { title: 'value' }], settings)}</details>`}`,
  );
}

/** Nested settings as `audio.depths` → `2, 2, 6, 2`. */
function flatten(prefix: string, value: Json): (readonly [string, string])[] {
  if (Array.isArray(value)) return [[prefix, value.map((item: Json) => (typeof item === 'object' ? JSON.stringify(item) : String(item))).join(', ')]];
  if (typeof value !== 'object' || value === null) return [[prefix, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(prefix === '' ? key : `${prefix}.${key}`, inner));
}
