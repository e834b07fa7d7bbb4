import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../../src/adapters/report/html/render-report.js';
import { anEvaluation } from './sample-report.js';

describe('the sections of plugins in a report', () => {
  it('stand after avtool’s own, with every text escaped and every chart drawn by the report', async () => {
    const html = await renderReport(
      await anEvaluation({
        sections: [
          {
            title: 'Bells are <b>hard</b>',
            parts: [
              { kind: 'text', text: '<script>alert(1)</script>' },
              { kind: 'table', caption: 'Errors', columns: [{ title: 'class' }, { title: 'errors', numeric: true }], rows: [['<img src=x>', 3]] },
              { kind: 'bars', caption: 'Errors', measure: 'errors', unit: '', bars: [{ name: 'bell', value: 3, spread: 1 }] },
            ],
          },
        ],
      }),
    );
    const section = html.slice(html.indexOf('<section id="section-1"'), html.indexOf('<section id="origin"'));
    expect(section).toContain('Bells are &#60;b&#62;hard&#60;/b&#62;</h2>');
    expect(section).toContain('<p>&#60;script&#62;alert(1)&#60;/script&#62;</p>');
    expect(section).toContain('&#60;img src=x&#62;</th>');
    expect(section.match(/<svg /g)).toHaveLength(1);
    expect(html).toContain('<a href="#section-1">Bells are &#60;b&#62;hard&#60;/b&#62;</a>');
    expect(html.match(/<script/g)).toHaveLength(1);
  });
});

describe('pictures and lanes in a section', () => {
  it('stand in columns with the names of their rows, pictures inside the page', async () => {
    const picture = { width: 4, height: 2, mediaType: 'image/png' as const, bytes: Uint8Array.of(1, 2, 3) };
    const html = await renderReport(await anEvaluation({ sections: [{ title: 'Masks', parts: [{ kind: 'pictures', caption: 'a clip', columns: ['frame 1'], rows: [{ name: 'true <mask>', pictures: [picture] }] }] }] }));
    expect(html).toContain('href="data:image/png;base64,AQID"');
    expect(html).toContain('true &#60;mask&#62;');
  });

  it('name neighbouring segments of one class once, and leave the others empty', async () => {
    const html = await renderReport(await anEvaluation({ sections: [{ title: 'Events', parts: [{ kind: 'lanes', caption: 'a clip', classes: ['bell', 'drum'], segmentSeconds: 1, lanes: [{ name: 'heard, true', labels: [2, 0, 0, 1] }] }] }] }));
    const lane = html.slice(html.indexOf('heard, true'), html.indexOf('</tr>', html.indexOf('heard, true')));
    expect([...lane.matchAll(/<td colspan="(\d)"[^>]*>(\w*)</g)].map(([, length, name]) => [length, name])).toEqual([['1', ''], ['2', 'bell'], ['1', 'drum']]);
  });
});
