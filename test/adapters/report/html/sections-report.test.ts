import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../../src/adapters/report/html/render-report.js';
import { aComparison } from './sample-report.js';

const { rows: _rows, remarks: _remarks, measure: _measure, unit: _unit, spreadMeaning: _spread, kind: _kind, ...origin } = aComparison();
const curve = (name: string) => ({ name, points: [{ x: 0.1, y: 70, spread: 2 }, { x: 0.3, y: 75 }] });
const lines = { kind: 'lines' as const, caption: 'accuracy over α', xTitle: 'α', yTitle: 'accuracy, %', series: [curve('measured'), curve('paper')] };

describe('a report of sections', () => {
  it('shows notices, sections and where they come from, and keeps the same as JSON', async () => {
    const sections = [{ title: 'Curves', parts: [lines] }];
    const page = await renderReport({ kind: 'sections', ...origin, notices: ['Only 3 of 9 cells are finished.'], sections });
    expect([...page.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id)).toEqual(['notices', 'section-1', 'origin']);
    expect(page).toContain('Only 3 of 9 cells are finished.');
    const [, json] = /id="report-numbers">(.*?)<\/script>/s.exec(page) ?? [];
    expect(JSON.parse(json)).toEqual({ sections });
  });

  it('draws lines with their numbers in a table, missing ones as missing', async () => {
    const other = { name: 'other', points: [{ x: 0.5, y: 60 }] };
    const page = await renderReport({ kind: 'sections', ...origin, sections: [{ title: 'Curves', parts: [{ ...lines, series: [curve('measured'), other] }] }] });
    expect(page.match(/<svg /g)).toHaveLength(1);
    const cells = [...page.slice(page.indexOf('<summary>Numbers')).matchAll(/<t[hd][^>]*class="number">([^<]*)</g)].map(([, text]) => text);
    expect(cells).toEqual(['α', 'measured', 'other', '0.1', '70.00 ± 2.00', '–', '0.3', '75.00', '–', '0.5', '–', '60.00']);
  });

  it('draws points of classes in panels with one legend, classes with the same colour in other shapes', async () => {
    const classes = Array.from({ length: 12 }, (_, k) => `class <${k}>`);
    const panel = (name: string) => ({ name, points: [0, 3, 9, 12].map((label, k) => ({ x: k, y: -k, label })) });
    const page = await renderReport({ kind: 'sections', ...origin, sections: [{ title: 'Map', parts: [{ kind: 'scatter', caption: 'Segments', classes, panels: [panel('before'), panel('after')] }] }] });
    expect(page.match(/<svg /g)).toHaveLength(1);
    expect(page).toContain('Segments: before, 4 points; after, 4 points');
    expect(page).toContain('class &lt;9&gt;');
    expect(page).not.toContain('class &lt;1&gt;');
    const shapes = new Set([...page.matchAll(/fill="#332288"[^>]*>|d="([^"]*)"[^>]*fill="#332288"/g)].map(([, path]) => path));
    expect(shapes.size).toBeGreaterThan(1);
  });

  it('draws an error bar for each spread, and says what it is', async () => {
    const bars = async (spread: number | undefined) => {
      const points = [1, 2, 3].map((x) => ({ x, y: 50, ...(spread !== undefined && { spread }) }));
      const page = await renderReport({ kind: 'sections', ...origin, sections: [{ title: 'Curves', parts: [{ ...lines, series: [{ name: 'measured', points }] }] }] });
      return [[...page.matchAll(/<line [^>]*stroke="var\(--series-1\)"/g)].length, page.includes('Error bars: ± one standard deviation')];
    };
    expect([await bars(8), await bars(0), await bars(undefined)]).toEqual([[3, true], [0, false], [0, false]]);
  });

  it('takes names as texts', async () => {
    const page = await renderReport({ kind: 'sections', ...origin, sections: [{ title: 'Curves', parts: [{ ...lines, series: [curve('<img src=x>'), curve('"+alert(1)+"')] }] }] });
    expect(page).not.toContain('<img src=x>');
    expect(page.match(/<script/g)).toHaveLength(1);
  });

  it('stand below a comparison too', async () => {
    const page = await renderReport(aComparison({ sections: [{ title: 'All numbers', parts: [{ kind: 'text', text: 'beside the paper' }] }] }));
    expect([...page.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id)).toEqual(['comparison', 'section-1', 'origin']);
  });
});
