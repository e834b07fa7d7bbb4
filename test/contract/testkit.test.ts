import { describe, expect, it } from 'vitest';
import { checkDataset, describeDataset } from '../../src/contract/testkit.js';
import { AvtoolError } from '../../src/domain/errors.js';
import type { ClipRecord, DatasetDefinition, ParsedDataset } from '../../src/domain/data/dataset.js';
import { aDataset } from '../builders/definitions.js';

const files = { 'list.txt': 'train a\ntrain b\ntest c\n' };

/** Rows are `split name`; a name that is no word is a fault. */
function parse(text: string, change: (record: ClipRecord, line: number) => ClipRecord | undefined = (record) => record): ParsedDataset {
  const rows = text.split('\n').map((row, index) => ({ row, line: index + 1 })).filter(({ row }) => row !== '');
  const records = rows.map(({ row, line }): ClipRecord => {
    const [split, mediaName = ''] = row.split(' ');
    const where = `list.txt line ${line}`;
    return /^\w+$/.test(mediaName) ? { id: row, split, where, mediaName, segmentLabels: Array<number>(10).fill(2) } : { id: `row-${line}`, split: 'train', where, mediaName: '', segmentLabels: undefined, fault: 'No name.' };
  });
  return { notices: [], records: records.flatMap((record, index) => change(record, index) ?? []) };
}

const good = aDataset({ parse: (given) => parse(given.get('list.txt') ?? '') });
const changed = (change: Parameters<typeof parse>[1]): DatasetDefinition => aDataset({ parse: (given) => parse(given.get('list.txt') ?? '', change) });
const failed = (definition: DatasetDefinition, given = files) => checkDataset(definition, given).filter(({ passed }) => !passed).map(({ name, reason }) => `${name}: ${reason ?? ''}`);
let readings = 0;

describe('the checks of a data set', () => {
  it('are all passed by one that keeps its promises', () => {
    expect(checkDataset(good, files).map(({ passed }) => passed)).toEqual(Array(9).fill(true));
  });

  it.each<[string, DatasetDefinition, string]>([
    ['changes its order', changed((record) => (readings++ % 2 === 0 ? record : undefined)), 'gives the same records in the same order every time: two readings of the same text differ'],
    ['repeats an id', changed((record) => ({ ...record, id: 'same' })), 'gives every record an id of its own: the id "same" is there twice'],
    ['has a split of no name', changed((record) => ({ ...record, split: 'dev' })), 'gives every record one of its splits and a place in a file: record train a is in the split "dev", which is none of train, test'],
    ['does not say where a record stands', changed((record) => ({ ...record, where: '' })), 'gives every record one of its splits and a place in a file: record train a stands in "", which names none of list.txt'],
    ['shares a file between splits in silence', changed((record) => ({ ...record, mediaName: 'a' })), 'shares no file between splits, or says so: a is in the splits train and test, and no notice says so'],
    ['has a label beyond background', changed((record) => ({ ...record, segmentLabels: Array<number>(10).fill(3) })), 'labels every segment with a class or background: list.txt line 1: label 3 is no class (0 to 1) and not background (2)'],
    ['has too few labels', changed((record) => ({ ...record, segmentLabels: [0] })), 'labels every segment with a class or background: list.txt line 1: 1 labels for 10 segments'],
    ['loses a faulty row', changed((record) => (record.fault === undefined ? record : undefined)), 'finds planted damage: a spoilt line is refused or kept with its fault, never lost: list.txt line 3, spoilt, is neither refused nor kept with a fault'],
    ['says no classes', aDataset({ ...good, classes: 'from-annotations' }), 'labels every segment with a class or background: it throws: The annotations of mine name no class.'],
  ])('name what is wrong with one that %s', (_, definition, reason) => {
    expect(failed(definition)).toContain(reason);
  });

  it('name what is wrong with one that throws something of its own, and with one that takes any path', () => {
    const careless = aDataset({
      parse: (given) => {
        const text = given.get('list.txt') ?? '';
        if (text.length < 10) throw new TypeError('undefined is not an object');
        return { notices: [], records: parse(text).records.map((record, index) => ({ ...record, mediaName: text.split('\n')[index].split(' ')[1], segmentLabels: Array<number>(10).fill(2) })) };
      },
    });
    expect(failed(careless)).toEqual([
      expect.stringContaining('finds planted damage'),
      'answers cut files with named errors or records, never with a bug: list.txt cut after 0 characters: it throws: undefined is not an object; expected an AvtoolError',
      'refuses media paths that lead out of the data folder: list.txt line 1: ../outside is taken as a media name',
    ]);
  });

  it('take a named error for an answer', () => {
    const strict = aDataset({
      parse: (given) => {
        const found = parse(given.get('list.txt') ?? '');
        if (found.records.some(({ fault }) => fault !== undefined)) throw new AvtoolError({ code: 'MINE', message: 'No.', exitCode: 2 });
        return found;
      },
    });
    expect(failed(strict)).toEqual([]);
  });

  it('say when the example is not one', () => {
    expect(failed(good, { 'list.txt': 'train !\n' })[0]).toBe('reads the annotation files that it asks for: list.txt line 1: the example is meant to be valid, but No name.');
  });

  it('become tests of any runner, one each, that fail with the reason', () => {
    const tests = new Map<string, () => void>();
    const runner = { describe: (_name: string, body: () => void) => body(), it: (name: string, body: () => void) => void tests.set(name, body) };
    describeDataset(changed((record) => ({ ...record, id: 'same' })), files, runner);
    expect(tests.size).toBe(9);
    expect(tests.get('gives every record an id of its own')).toThrow('the id "same" is there twice');
    expect(tests.get('labels every segment with a class or background')).not.toThrow();
  });
});
