import type { SectionsContent } from '../../../domain/ports/report.js';
import type { Json } from '../../../domain/ports/run-store.js';
import { documentOf } from './document.js';
import { html } from './html-template.js';
import { notices, origin } from './origin.js';
import { pluginSections } from './plugin-sections.js';

/** A report of sections, and where their numbers come from. */
export async function sectionsReport(content: SectionsContent): Promise<string> {
  const { sections, dataset } = content;
  const warned = notices(content.notices);
  const parts = [
    ...(warned === undefined ? [] : [{ id: 'notices', name: 'Notices', body: html`<section id="notices" aria-label="Notices">${warned}</section>` }]),
    ...(await pluginSections(sections, dataset)),
    { id: 'origin', name: 'What was run', body: origin(content) },
  ];
  return documentOf(content, parts, { sections: asJson(sections) });
}

/** Checks by writing and reading that sections are plain data. */
const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
