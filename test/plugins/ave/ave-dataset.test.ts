import { readFileSync, existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeDataset } from '../../../src/contract/testkit.js';
import { aveDataset } from '../../../src/plugins/ave/ave-dataset.js';

const bark = 2;
const background = 28;

/** Three lists of which the training list is the one under test. */
function parse(trainSet: string, { strictSplit = false, valSet = 'Bark&val00000000&good&0&10\n', testSet = 'Bark&test0000000&good&0&10\n' } = {}) {
  return aveDataset.parse(new Map([['trainSet.txt', trainSet], ['valSet.txt', valSet], ['testSet.txt', testSet]]), { strictSplit });
}

const firstRecord = (trainSet: string) => parse(trainSet).records[0];

describe('the AVE data set', () => {
  it('labels second t with the category if start ≤ t < end, else with background', () => {
    expect(firstRecord('Bark&MH3m4AwEcRY&good&6&8\n').segmentLabels).toEqual([28, 28, 28, 28, 28, 28, bark, bark, 28, 28]);
  });

  it('says file and line of every row', () => {
    const { records } = parse('Bark&MH3m4AwEcRY&good&6&8\nBark&WM5R44UMLq0&good&0&10\n');
    expect(records.map(({ where }) => where)).toEqual(['trainSet.txt line 1', 'trainSet.txt line 2', 'valSet.txt line 1', 'testSet.txt line 1']);
  });

  it('takes commas in category names as part of the name', () => {
    expect(firstRecord('Rodents, rats, mice&MH3m4AwEcRY&good&0&1\n').segmentLabels?.[0]).toBe(25);
  });

  it('skips the header, a byte order mark, carriage returns and empty lines, and counts lines as the file has them', () => {
    const { records } = parse('\uFEFFCategory&VideoID&Quality&StartTime&EndTime\r\n\r\nBark&MH3m4AwEcRY&good&0&10\r\n');
    expect(records.filter(({ split }) => split === 'train')).toMatchObject([{ mediaName: 'MH3m4AwEcRY', where: 'trainSet.txt line 3', segmentLabels: Array(10).fill(bark) }]);
  });

  it('keeps ids that begin with a hyphen', () => {
    expect(firstRecord('Bark&-ccciEuH9FE&good&5&10\n').mediaName).toBe('-ccciEuH9FE');
  });

  it('gives two events of one video two ids, even when they have the same times', () => {
    const { records } = parse('Bark&-ccciEuH9FE&good&5&10\nGoat&-ccciEuH9FE&good&5&10\n');
    expect(records.slice(0, 2).map(({ id }) => id)).toEqual(['-ccciEuH9FE_2_5_10', '-ccciEuH9FE_18_5_10']);
  });

  it('keeps an event without length as background in every second, and says so', () => {
    const { records, notices } = parse('Church bell&VWi2ENBuTbw&good&0&0\n');
    expect(records[0].segmentLabels).toEqual(Array(10).fill(background));
    expect(notices).toEqual(['trainSet.txt line 1: the event of VWi2ENBuTbw has no length; all of it is background.']);
  });

  it.each([
    ['an unknown category, with the nearest', 'Ukelele&MH3m4AwEcRY&good&0&10', 'Category "Ukelele" is unknown; nearest: Ukulele.'],
    ['a category like no other, without a guess', 'Thunderstorm&MH3m4AwEcRY&good&0&10', 'Category "Thunderstorm" is unknown.'],
    ['a missing field', 'Bark&MH3m4AwEcRY&good&0', 'The row has 4 fields, expected 5: Category&VideoID&Quality&StartTime&EndTime.'],
    ['a video id that is a path', 'Bark&../secret&good&0&10', 'VideoID "../secret" is not a video id (letters, digits, _ and -).'],
    ['a start that is no number', 'Bark&MH3m4AwEcRY&good&zero&10', 'StartTime "zero" is not a whole second from 0 to 10.'],
    ['an end after the clip', 'Bark&MH3m4AwEcRY&good&0&11', 'EndTime "11" is not a whole second from 0 to 10.'],
    ['an end before the start', 'Bark&MH3m4AwEcRY&good&8&6', 'EndTime 6 is before StartTime 8.'],
  ])('keeps the row with %s, names the field and gives it no labels', (_, row, fault) => {
    expect(firstRecord(`${row}\n`)).toMatchObject({ fault, where: 'trainSet.txt line 1', segmentLabels: undefined });
  });

  it('refuses a row that repeats another one', () => {
    const { records } = parse('Bark&MH3m4AwEcRY&good&0&10\nBark&MH3m4AwEcRY&good&0&10\n');
    expect(records[1]).toMatchObject({ fault: 'The row repeats the event of trainSet.txt line 1.', segmentLabels: undefined });
  });

  it('gives every row its own id, faulty rows included', () => {
    const { records } = parse('Bark&x&good&0\nBark&x&good&0\nBark&MH3m4AwEcRY&good&0&10\n');
    expect(new Set(records.map(({ id }) => id)).size).toBe(5);
  });

  it('refuses a list without rows, naming the file', () => {
    expect(() => parse('Category&VideoID&Quality&StartTime&EndTime\n')).toThrowError(expect.objectContaining({ code: 'AVE_EMPTY_LIST', where: 'trainSet.txt', exitCode: 2 }));
  });

  it('reports videos that training shares with another split and keeps them as published', () => {
    const { records, notices } = parse('Bark&shared00000&good&0&10\nBark&alone000000&good&0&10\n', { testSet: 'Goat&shared00000&good&0&4\n' });
    expect(records).toHaveLength(4);
    expect(notices).toEqual(['The training split shares videos with others: 0 with val, 1 with test; kept as published; --strict-split leaves out their 1 training rows.']);
  });

  it('leaves out the training rows of shared videos when the split is strict', () => {
    const { records } = parse('Bark&shared00000&good&0&10\nBark&alone000000&good&0&10\n', { testSet: 'Goat&shared00000&good&0&4\n', strictSplit: true });
    expect(records.map(({ mediaName, split }) => `${split} ${mediaName}`)).toEqual(['train alone000000', 'val val00000000', 'test shared00000']);
  });
});

const published = new URL('../../../../shared/data/ave/', import.meta.url);

describe.skipIf(!existsSync(published))('the published AVE lists (skipped where ../shared/data/ave is absent)', () => {
  const files = new Map(aveDataset.annotationFiles.map((name) => [name, readFileSync(new URL(name, published), 'utf8')]));

  // Counts of spec/datasets.md §2.
  it('hold 4,143 usable rows: 3,339 for training, 402 for validation, 402 for testing', () => {
    const { records } = aveDataset.parse(files, { strictSplit: false });
    const rowsOf = (wanted: string) => records.filter(({ split }) => split === wanted).length;
    expect([records.length, rowsOf('train'), rowsOf('val'), rowsOf('test')]).toEqual([4143, 3339, 402, 402]);
    expect(records.filter(({ fault }) => fault !== undefined)).toEqual([]);
  });

  it('have 4,097 videos and an own id for every row', () => {
    const { records } = aveDataset.parse(files, { strictSplit: false });
    expect(new Set(records.map(({ mediaName }) => mediaName)).size).toBe(4097);
    expect(new Set(records.map(({ id }) => id)).size).toBe(4143);
  });

  it('share 10 videos between training and validation and 8 between training and test, and hold one event without length', () => {
    const { notices } = aveDataset.parse(files, { strictSplit: false });
    expect(notices).toEqual([
      'The training split shares videos with others: 10 with val, 8 with test; kept as published; --strict-split leaves out their 19 training rows.',
      'trainSet.txt line 64: the event of VWi2ENBuTbw has no length; all of it is background.',
    ]);
  });

  it('lose the 19 training rows of the 18 shared videos when the split is strict', () => {
    expect(aveDataset.parse(files, { strictSplit: true }).records.filter(({ split }) => split === 'train')).toHaveLength(3320);
  });

  it('name the classes in the published order', () => {
    expect(aveDataset.classes).toEqual(readFileSync(new URL('categories.txt', published), 'utf8').trim().split('\n'));
  });
});

describeDataset(aveDataset, { 'trainSet.txt': 'Bark&MH3m4AwEcRY&good&6&8\nGoat&-ccciEuH9FE&good&0&10\n', 'valSet.txt': 'Bark&val00000000&good&0&10\n', 'testSet.txt': 'Bark&test0000000&good&0&10\n' }, { describe, it });
