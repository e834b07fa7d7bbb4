import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { llpClasses } from '../../../src/plugins/llp/llp-classes.js';
import { llpDataset } from '../../../src/plugins/llp/llp-dataset.js';

const header = 'filename\tevent_labels';
const denseHeader = 'filename\tonset\toffset\tevent_labels';
const lists = (wanted: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({
      'AVVP_train.csv': `${header}\nBjCEufrlXm4_20_30\tSpeech,Dog\n`,
      'AVVP_val_pd.csv': `${header}\n4O9rI-FpqLg_10_20\tCheering,Clapping,Clapping\n`,
      'AVVP_test_pd.csv': `${header}\n1-VMTJRpjbE_150_160\tBlender\n`,
      'AVVP_eval_audio.csv': `${denseHeader}\nVMTJRpjbE_150_160\t2\t5\tBlender\n4O9rI-FpqLg_10_20\t9\t9\tCheering\n12eWNawPekw_30_40\t0\t1\tDog\n`,
      'AVVP_eval_visual.csv': `${denseHeader}\n4O9rI-FpqLg_10_20\t0\t10\tCheering\n`,
      ...wanted,
    }),
  );
const parse = (wanted?: Readonly<Record<string, string>>) => llpDataset.parse(lists(wanted), { strictSplit: false });

describe('LLP', () => {
  it('has labels of clips by index, and seconds for val and test alone', () => {
    expect(parse().records).toMatchObject([
      { id: 'BjCEufrlXm4_20_30', split: 'train', mediaName: 'BjCEufrlXm4_20_30', alsoCalled: ['BjCEufrlXm4'], segmentLabels: [], labels: { classes: [0, 3] } },
      { id: '4O9rI-FpqLg_10_20', split: 'val', labels: { classes: [2, 24], audible: [], visible: [[2, 0, 10]] } },
      { id: '1-VMTJRpjbE_150_160', split: 'test', labels: { classes: [23], audible: [[23, 2, 5]], visible: [] } },
    ]);
    expect(parse().records[0].labels).not.toHaveProperty('audible');
  });

  it('says what it repairs and what it leaves out, with file and line', () => {
    expect(parse().notices).toEqual([
      'AVVP_eval_audio.csv line 2: the clip VMTJRpjbE_150_160 is taken for 1-VMTJRpjbE_150_160.',
      'AVVP_eval_audio.csv line 3: the event of 4O9rI-FpqLg_10_20 ends at 9 and begins at 9; it marks no second.',
      'AVVP_eval_audio.csv: 1 rows are of clips that are in no list and are left out: 12eWNawPekw_30_40 (line 4).',
      'AVVP_val_pd.csv line 2: a label of 4O9rI-FpqLg_10_20 is said twice and counts once.',
      'AVVP_val_pd.csv: 1 clips have a label of which no second is marked, first 4O9rI-FpqLg_10_20.',
    ]);
  });

  it('says which ranges are joined, which rows are repeated, and which seconds are of a class that the clip has not', () => {
    const { notices } = parse({
      'AVVP_eval_audio.csv': `${denseHeader}\n1-VMTJRpjbE_150_160\t2\t5\tBlender\n1-VMTJRpjbE_150_160\t5\t7\tBlender\n1-VMTJRpjbE_150_160\t2\t5\tBlender\n`,
      'AVVP_eval_visual.csv': `${denseHeader}\n1-VMTJRpjbE_150_160\t1\t5\tDog\n1-VMTJRpjbE_150_160\t4\t6\tDog\n`,
    });
    expect(notices.slice(0, 3)).toEqual([
      'AVVP_eval_audio.csv line 4: the row repeats line 2.',
      'AVVP_eval_audio.csv: the ranges of 1 pairs of clip and class touch and are joined, first of 1-VMTJRpjbE_150_160 Blender.',
      'AVVP_eval_visual.csv: the ranges of 1 pairs of clip and class overlap and are joined, first of 1-VMTJRpjbE_150_160 Dog.',
    ]);
    expect(notices).toContain('AVVP_test_pd.csv: 1 clips have seconds of a class that is not among their labels, first 1-VMTJRpjbE_150_160.');
  });

  it('calls a row that cannot be used faulty, with the nearest class', () => {
    const { records } = parse({ 'AVVP_train.csv': `${header}\nBjCEufrlXm4_20_30\tSpeech,Dgo\nnot an id\tDog\n` });
    expect(records.slice(0, 2).map(({ segmentLabels, fault }) => [segmentLabels, fault])).toEqual([
      [undefined, 'Class "Dgo" is unknown; nearest: Dog.'],
      [undefined, '"not an id" is not a clip id (ID_START_END).'],
    ]);
  });

  it('refuses another list', () => {
    expect(() => parse({ 'AVVP_train.csv': 'Category&VideoID\n' })).toThrow(expect.objectContaining({ code: 'LLP_HEADER', where: 'AVVP_train.csv line 1' }));
  });
});

const published = fileURLToPath(new URL('../../../../shared/data/llp/', import.meta.url));

describe.skipIf(!existsSync(published))(`the published lists of LLP${existsSync(published) ? '' : ' (skipped: they are not part of the repository)'}`, () => {
  const { records, notices } = existsSync(published)
    ? llpDataset.parse(new Map(llpDataset.annotationFiles.map((name) => [name, readFileSync(`${published}${name}`, 'utf8')])), { strictSplit: false })
    : { records: [], notices: [] };
  const ofSplit = (split: string) => records.filter((record) => record.split === split);
  const countOf = (split: string, name: (typeof llpClasses)[number]): number => ofSplit(split).filter(({ labels }) => labels?.classes?.includes(llpClasses.indexOf(name))).length;

  it('have the clips and labels that the specification counts', () => {
    expect(['train', 'val', 'test'].map((split) => ofSplit(split).length)).toEqual([10_000, 649, 1200]);
    expect(records.filter(({ fault }) => fault !== undefined)).toEqual([]);
    expect(['train', 'val', 'test'].map((split) => countOf(split, 'Speech'))).toEqual([4988, 365, 625]);
    // One less than the specification's 85: `Clapping,Clapping` of LcFWKgFphXI_20_30 counts once; so has it one label, and 7,201 clips have more, not 7,202.
    expect(['train', 'val', 'test'].map((split) => countOf(split, 'Clapping'))).toEqual([164, 45, 84]);
    expect(records.filter(({ labels }) => (labels?.classes?.length ?? 0) > 1)).toHaveLength(7201);
  });

  it('have five events without length (a sixth is of a clip in no list) and eight repeated rows of sound', () => {
    expect(notices.filter((notice) => notice.includes('marks no second'))).toHaveLength(5);
    expect(notices.filter((notice) => notice.includes('repeats line'))).toHaveLength(8);
    expect(notices.filter((notice) => notice.includes('is taken for'))).not.toHaveLength(0);
  });

  it('have ranges that touch, and labels of clips without seconds, as often as the specification counts', () => {
    const countOf = (pattern: RegExp): number[] => notices.flatMap((notice) => pattern.exec(notice)?.slice(1).map(Number) ?? []);
    // The specification counts 16 pairs whose ranges overlap; five of them are repeated rows.
    expect([countOf(/of (\d+) pairs of clip and class overlap/), countOf(/of (\d+) pairs of clip and class touch/)]).toEqual([[11], [10, 2]]);
    expect(countOf(/: (\d+) clips have a label of which no second is marked/)).toEqual([12, 23]);
    // One more each than the specification's 21 and 33.
    expect(countOf(/: (\d+) clips have seconds of a class/)).toEqual([22, 34]);
  });
});
