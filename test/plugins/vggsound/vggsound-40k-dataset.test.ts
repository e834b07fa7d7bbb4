import { describe, expect, it } from 'vitest';
import { describeDataset } from '../../../src/contract/testkit.js';
import { vggsound40kDataset } from '../../../src/plugins/vggsound/vggsound-40k-dataset.js';

const header = 'category,video_id,label,split';
const heard = '"[0, 0, 1, 1, 1, 1, 1, 1, 1, 0]"';

const files = (rows: readonly string[], classes = 'dog barking\nchurch bell ringing\n') =>
  new Map([
    ['vggsound-avel40k_labels.csv', [header, ...rows, ''].join('\n')],
    ['VggsoundAVEL40kCategories.txt', classes],
  ]);
const parse = (...rows: string[]) => vggsound40kDataset.parse(files(rows), { strictSplit: false });
const faultOf = (row: string) => parse(row).records[0].fault;

describe('VGG-Sound(40K)', () => {
  it('has the classes of its own file in their order, and the class or background in each second', () => {
    const { classes, records } = parse(`church bell ringing,123,${heard},train`, `dog barking,40800,"[1,1,1,1,1,1,1,1,1,1]",test`);
    expect(classes).toEqual(['dog barking', 'church bell ringing']);
    expect(records).toMatchObject([
      { id: '000123', split: 'train', mediaName: '000123', alsoCalled: ['123'], segmentLabels: [2, 2, 1, 1, 1, 1, 1, 1, 1, 2] },
      { id: '040800', split: 'test', segmentLabels: Array(10).fill(0) },
    ]);
  });

  it('takes columns in any order, and others beside them', () => {
    const text = `split,video_id,start,label,category\ntrain,7,0,${heard},dog barking\n`;
    expect(vggsound40kDataset.parse(new Map([...files([]), ['vggsound-avel40k_labels.csv', text]]), { strictSplit: false }).records).toMatchObject([{ id: '000007', split: 'train' }]);
  });

  it.each([
    [`dog barking,12a,${heard},train`, 'Field video_id: "12a" is not a number of at most six digits.'],
    [`dog barking,12,${heard},trian`, 'Field split: "trian" is none of train, val, test.'],
    [`dog barkin,12,${heard},train`, 'Field category: "dog barkin" is not in VggsoundAVEL40kCategories.txt; nearest: dog barking.'],
    ['dog barking,12,"[0, 1]",train', 'Field label: "[0, 1]" is not a list of ten 0 and 1.'],
    ['dog barking,12,"[0,1,2,0,0,0,0,0,0,0]",train', 'Field label: "[0,1,2,0,0,0,0,0,0,0]" is not a list of ten 0 and 1.'],
  ])('calls the row %s faulty', (row, fault) => {
    expect(faultOf(row)).toBe(fault);
  });

  it('says which row a repeated clip repeats', () => {
    expect(parse(`dog barking,12,${heard},train`, `dog barking,000012,${heard},test`).records[1].fault).toBe('The row repeats the clip of vggsound-avel40k_labels.csv line 2.');
  });

  it.each([
    [new Map([['vggsound-avel40k_labels.csv', header]]), 'The list of classes is empty.'],
    [files([]), 'The list holds no clips.'],
    [new Map([...files([]), ['vggsound-avel40k_labels.csv', 'category,video_id,label\nx,1,y\n']]), 'The header has no column split; found: category, video_id, label.'],
  ])('refuses files as a whole with one sentence', (given, message) => {
    expect(() => vggsound40kDataset.parse(given, { strictSplit: false })).toThrow(expect.objectContaining({ code: 'VGGSOUND_CSV', exitCode: 2, message }));
  });
});

describeDataset(vggsound40kDataset, Object.fromEntries(files([`dog barking,000123,${heard},train`, `church bell ringing,000124,${heard},test`])), { describe, it });
