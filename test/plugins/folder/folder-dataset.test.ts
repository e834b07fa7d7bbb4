import { describe, expect, it } from 'vitest';
import { describeDataset } from '../../../src/contract/testkit.js';
import { folderDataset } from '../../../src/plugins/folder/folder-dataset.js';
import { splitOfFile } from '../../../src/plugins/folder/split-of-file.js';

const parse = (text: string) => folderDataset.parse(new Map([['labels.csv', text]]), { strictSplit: false });
const header = 'file,label,start,end';
const withSplits = 'file,label,start,end,split';
const inEverySplit = ['train', 'val', 'test'].map((split) => `${split}.mp4,dog,0,1,${split}`).join('\n');

/** The labels of one file with these rows, by name. */
function labelsOf(...rows: readonly string[]): string[] {
  const { records, classes = [] } = parse([header, ...rows.map((row) => `a.mp4,${row}`)].join('\n'));
  return (records[0].segmentLabels ?? []).map((label) => classes[label] ?? '-');
}

const faultOf = (row: string, head = withSplits) => {
  const [{ where, fault, segmentLabels }] = parse(`${head}\n${row}\n`).records;
  return { where, fault, segmentLabels };
};

describe('the labels of a folder of videos', () => {
  it('name the classes, in alphabetical order whatever the order of the rows', () => {
    expect(parse(`${header}\na.mp4,horn,0,1\nb.mp4,bell,0,1\nc.mp4,horn,2,3\n`).classes).toEqual(['bell', 'horn']);
  });

  it('make one record of all rows of a file, with the first line as its place', () => {
    const { records } = parse(`${header}\nday one/a.mp4,dog,0,2\nb.mp4,cat,1,3\n./day one\\a.mp4,cat,5,6\n`);
    expect(records).toMatchObject([
      { id: 'day one/a.mp4', mediaFile: 'day one/a.mp4', where: 'labels.csv line 2', segmentLabels: [1, 1, 2, 2, 2, 0, 2, 2, 2, 2] },
      { id: 'b.mp4', mediaFile: 'b.mp4', where: 'labels.csv line 3', segmentLabels: [2, 0, 0, 2, 2, 2, 2, 2, 2, 2] },
    ]);
  });

  it('count where they cover half of a second or more', () => {
    expect(labelsOf('dog,0.5,1.5', 'dog,3.51,4.49')).toEqual(['dog', 'dog', '-', '-', '-', '-', '-', '-', '-', '-']);
  });

  it('count by all that events of one name cover together, and no part twice', () => {
    expect(labelsOf('dog,0,0.3', 'dog,0.6,0.9', 'dog,2,2.3', 'dog,2.1,2.4').slice(0, 3)).toEqual(['dog', '-', '-']);
  });

  it('take halves as halves where binary fractions do not', () => {
    // 0.7 − 0.2 is 0.49999999999999994 in binary.
    expect(labelsOf('dog,0.2,0.7')[0]).toBe('dog');
  });

  it('go to the longer of two events, of equal ones to the first, and this is said once', () => {
    expect(labelsOf('cat,2,4', 'dog,0,6').slice(0, 6)).toEqual(Array(6).fill('dog'));
    expect(labelsOf('horn,2,4', 'bell,2,4').slice(2, 4)).toEqual(['horn', 'horn']);
    const { notices } = parse(`${withSplits}\na.mp4,cat,2,4,train\na.mp4,dog,0,6,train\n${inEverySplit}\n`);
    expect(notices).toEqual(['Labels overlap in 2 seconds of a.mp4: the longer event counts.']);
  });

  it('after the tenth second are not used, which is said', () => {
    const { notices, records, classes } = parse(`${withSplits}\na.mp4,dog,8,60,train\n${inEverySplit}`);
    expect(records[0].segmentLabels).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
    expect([classes, notices]).toEqual([['dog'], ['a.mp4 with labels after second 10: only the first 10 seconds of a file are used.']]);
  });

  it('called background are no class: a file without events', () => {
    expect(parse(`${header}\na.mp4,Background,0,10\nb.mp4,dog,0,10\n`)).toMatchObject({ classes: ['dog'], records: [{ segmentLabels: Array(10).fill(1) }, { segmentLabels: Array(10).fill(0) }] });
  });

  it('that differ in upper and lower case are two classes, which is said', () => {
    expect(parse(`${withSplits}\n${inEverySplit}\na.mp4,Dog,0,1,train`).notices).toEqual(['The labels "Dog" and "dog" differ in upper and lower case alone and are two classes.']);
  });
});

describe('the CSV of a folder of videos', () => {
  it('may have a byte order mark, carriage returns, quotes, empty lines, spaces and columns of its own, in any order', () => {
    const { records, classes } = parse('\uFEFFnote,End,"start",label,file\r\n\r\nx, 2.5 ,.5,"bell, ""big""",a.mp4\r\n');
    expect(classes).toEqual(['bell, "big"']);
    expect(records).toMatchObject([{ where: 'labels.csv line 3', segmentLabels: [0, 0, 0, 1, 1, 1, 1, 1, 1, 1] }]);
  });

  it.each([
    ['is empty', '', 'FOLDER_EMPTY', 'The annotation file is empty.', 'labels.csv'],
    ['has no rows', `${header}\n`, 'FOLDER_EMPTY', 'The annotation file has a header and no rows.', 'labels.csv'],
    ['has no header', 'a.mp4,dog,0,1\n', 'FOLDER_HEADER', 'The header has no column file; found: a.mp4, dog, 0, 1.', 'labels.csv line 1'],
    ['misspells a column', 'file,label,strat,end\na,b,1,2', 'FOLDER_HEADER', 'The header has no column start; nearest: strat.', 'labels.csv line 1'],
    ['has a column twice', 'file,label,start,end,label\na,b,1,2,c', 'FOLDER_HEADER', 'The header has the column label twice.', 'labels.csv line 1'],
    ['is separated by semicolons', 'file;label;start;end\na;b;1;2', 'FOLDER_HEADER', 'The header has no column file; found: file;label;start;end.', 'labels.csv line 1'],
    ['leaves a quote open', `${header}\n"a.mp4,dog,0,1\nb.mp4,dog,0,1\n`, 'FOLDER_CSV', /^The annotation file is not CSV: Quote Not Closed/, /^labels\.csv line \d$/],
  ])('that %s is refused with file, line and column', (_, text, code, message, where) => {
    const like = (wanted: string | RegExp): unknown => (typeof wanted === 'string' ? wanted : expect.stringMatching(wanted));
    expect(() => parse(text)).toThrowError(expect.objectContaining({ code, message: like(message), where: like(where), exitCode: 2 }));
  });

  it.each([
    ['an end before the start', 'a.mp4,dog,5,3', 'Field end: 3 is not after start 5.'],
    ['an event without length', 'a.mp4,dog,5,5', 'Field end: 5 is not after start 5.'],
    ['a negative second', 'a.mp4,dog,-1,3', 'Field start: -1 is negative.'],
    ['a second that is no number', 'a.mp4,dog,0,1m', 'Field end: "1m" is not a number of seconds.'],
    ['a decimal comma', 'a.mp4,dog,0,"1,5"', 'Field end: "1,5" is not a number of seconds.'],
    ['a missing field', 'a.mp4,dog,0', 'Field end: empty.'],
    ['no label', 'a.mp4,,0,1', 'Field label: empty.'],
    ['a label that speaks to the terminal', 'a.mp4,\u001b[31mdog,0,1', 'Field label: longer than 100 characters, or with control characters.'],
    ['an unknown split', 'a.mp4,dog,0,1,trian', 'Field split: "trian" is unknown; nearest: train.'],
    ['a split like no other', 'a.mp4,dog,0,1,holdout', 'Field split: "holdout" is unknown; expected train, val, test.'],
    ['no file', ',dog,0,1', 'Field file: empty.'],
    ['a file outside', '../a.mp4,dog,0,1', 'Field file: ../a.mp4 leads out of the data folder.'],
    ['a file outside, by a detour', 'x/../../a.mp4,dog,0,1', 'Field file: x/../../a.mp4 leads out of the data folder.'],
    ['an absolute file', '/etc/passwd,dog,0,1', 'Field file: /etc/passwd is an absolute path; expected one inside the data folder.'],
    ['a file on a drive', 'C:\\a.mp4,dog,0,1', 'Field file: C:\\a.mp4 is an absolute path; expected one inside the data folder.'],
  ])('with %s keeps the row without labels and names line and field', (_, row, fault) => {
    expect(faultOf(row)).toEqual({ where: 'labels.csv line 2', fault, segmentLabels: undefined });
  });

  it('takes no label of a file of which one row is faulty, and names that row', () => {
    expect(parse(`${header}\na.mp4,dog,0,2\na.mp4,dog,9,8\n`).records).toMatchObject([{ where: 'labels.csv line 3', fault: 'Field end: 8 is not after start 9.', segmentLabels: undefined }]);
  });

  it('refuses two splits for one file, naming both rows', () => {
    expect(parse(`${withSplits}\na.mp4,dog,0,2,train\na.mp4,dog,3,4,test\n`).records).toMatchObject([{ where: 'labels.csv line 3', fault: 'Field split: "test", but "train" in labels.csv line 2; a file is in one split.' }]);
  });
});

describe('the splits of a folder of videos', () => {
  const names = Array.from({ length: 1000 }, (_, n) => `clip-${n}.mp4`);
  const splitsOf = (files: readonly string[]) => new Map(parse([header, ...files.map((file) => `${file},dog,0,1`)].join('\n')).records.map(({ id, split }) => [id, split]));

  it('are about 80, 10 and 10 per cent by the names alone', () => {
    const counts = { train: 0, val: 0, test: 0 };
    for (const name of names) counts[splitOfFile(name)] += 1;
    // Three standard deviations of 1000 draws: 38 for train, 29 for the others.
    expect(Math.abs(counts.train - 800)).toBeLessThan(38);
    expect(Math.abs(counts.val - 100)).toBeLessThan(29);
    expect(Math.abs(counts.test - 100)).toBeLessThan(29);
  });

  it('stay as they are when files are added or the rows are in another order', () => {
    const few = splitsOf(names.slice(0, 50));
    const many = splitsOf([...names].reverse());
    for (const [name, split] of few) expect(many.get(name)).toBe(split);
  });

  it('are those of the column where it names one, and how the rest was split is said', () => {
    const { records, notices } = parse(`${withSplits}\n${inEverySplit}\nclip-0.mp4,dog,0,1,\n`);
    expect(records.map(({ split }) => split)).toEqual(['train', 'val', 'test', splitOfFile('clip-0.mp4')]);
    expect(notices).toEqual([expect.stringMatching(/^Splits by file name: \d train, \d val, \d test; a column split in labels\.csv chooses them\.$/)]);
  });

  it('that no file is in are named', () => {
    expect(parse(`${withSplits}\na.mp4,dog,0,1,train\n`).notices).toEqual(['No file is in the split val or test; name it for some files in a column split of labels.csv.']);
  });
});

describeDataset(folderDataset, { 'labels.csv': `${header}\na.mp4,dog,0,3\nmore/b.mp4,cat,2,10\nc.mp4,background,0,10\n` }, { describe, it });
