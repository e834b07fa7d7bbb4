import { describe, expect, it } from 'vitest';
import { PluginError } from '../../src/app/plugin-error.js';
import { reportSections } from '../../src/app/report-sections.js';
import type { EvaluationContent, ReportSectionDefinition } from '../../src/domain/ports/report.js';

const content = { title: 'Mine' } as EvaluationContent;

function sectionsOf(...made: (() => unknown)[]) {
  const warnings: string[] = [];
  const definitions = made.map((section, index) => ({ name: `number-${index}`, description: '', section }) as unknown as ReportSectionDefinition);
  return { sections: reportSections(content, definitions, (line) => warnings.push(line)), warnings };
}

describe('the report sections of plugins', () => {
  it('are plain data, in order; one without anything to say is left out', () => {
    const first = { title: 'First', parts: [{ kind: 'text', text: '<script>' }] };
    const third = { title: 'Third', parts: [{ kind: 'table', caption: '', columns: [{ title: 'a' }], rows: [['x', 1]] }] };
    expect(sectionsOf(() => first, () => undefined, () => third)).toEqual({ sections: [first, third], warnings: [] });
  });

  it.each([
    ['markup of their own', { title: 'Mine', html: '<b>' }],
    ['a kind of part that does not exist', { title: 'Mine', parts: [{ kind: 'html', html: '<b>' }] }],
    ['bars without a number', { title: 'Mine', parts: [{ kind: 'bars', caption: '', measure: '', unit: '', bars: [{ name: 'a', value: Number.NaN }] }] }],
    ['more rows than a page takes', { title: 'Mine', parts: [{ kind: 'table', caption: '', columns: [{ title: 'a' }], rows: Array.from({ length: 1001 }, () => ['x']) }] }],
  ])('are left out, with a warning, when they hold %s', (_, section) => {
    const { sections, warnings } = sectionsOf(() => section);
    expect(sections).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/^The report section number-0 is left out: /)]);
  });

  it('are left out, with a warning, when they fail', () => {
    const failing = () => {
      throw new PluginError('avtool-plugin-mine', 'reports.errors.section', new Error('no metrics'));
    };
    expect(sectionsOf(failing)).toEqual({ sections: [], warnings: ['The report section number-0 is left out: Plugin avtool-plugin-mine failed in reports.errors.section: no metrics'] });
  });
});
