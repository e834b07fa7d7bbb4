import { describe, expect, it } from 'vitest';
import { alignedTable, csvTable, markdownTable, resultsTable, tableTexts } from '../../../src/domain/experiments/results-table.js';

const measures = [
  { name: 'accuracy', title: 'accuracy', unit: '%', digits: 2 },
  { name: 'steps', title: 'steps', unit: '', digits: 0 },
];
const table = resultsTable(
  [
    { name: 'all', expected: 3, results: [{ accuracy: 80, steps: 9 }, { accuracy: 82, steps: 9 }, { accuracy: 84, steps: 9 }], paper: { accuracy: 82 } },
    { name: 'none | "plain"', expected: 3, results: [{ accuracy: 78.125 }], paper: { accuracy: 78.65 }, note: 'no maps' },
    { name: 'CMBS', expected: 0, results: [], paper: { accuracy: 79.3 } },
  ],
  measures,
);

describe('the table of a grid', () => {
  it('in Markdown has means with deviations, how many were measured, and the paper in a column of its own', () => {
    expect(markdownTable(table, 'variant')).toBe(
      [
        '| variant | n | accuracy, % | paper | steps | note |',
        '| --- | ---: | ---: | ---: | ---: | --- |',
        '| all | 3 | 82.00 ± 2.00 | 82.0 | 9 ± 0 |  |',
        '| none \\| "plain" | 1 of 3 | 78.13 | 78.65 | – | no maps |',
        '| CMBS | 0 | – | 79.3 | – |  |',
        '',
      ].join('\n'),
    );
  });

  it('as CSV has full precision, empty fields for what is missing, and quotes where they are needed', () => {
    expect(csvTable(table, 'variant')).toBe(
      [
        'variant,n,expected,accuracy_mean,accuracy_deviation,accuracy_paper,steps_mean,steps_deviation,note',
        'all,3,3,82,2,82,9,0,',
        '"none | ""plain""",1,3,78.125,,78.65,,,no maps',
        'CMBS,0,0,,,79.3,,,',
        '',
      ].join('\r\n'),
    );
  });

  it('has no column for a paper that says nothing, and none for notes that nobody made', () => {
    const plain = resultsTable([{ name: 'one', expected: 1, results: [{ accuracy: 50, steps: 1 }] }], measures);
    expect(tableTexts(plain, 'run').columns.map(({ title }) => title)).toEqual(['run', 'n', 'accuracy, %', 'steps']);
  });

  it('in a terminal has its numbers below each other', () => {
    expect(alignedTable({ columns: [{ title: 'run', numeric: false }, { title: 'n', numeric: true }], rows: [['first', '3'], ['b', '10']] })).toEqual(['run     n', 'first   3', 'b      10']);
  });
});
