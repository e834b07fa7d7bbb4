import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { vggsoundDataset } from '../../../src/plugins/vggsound/vggsound-dataset.js';

const parse = (train: string, test = 'glLQrEijrKg_000300.mp4,dog barking\n', stat = 'dog barking,100,animals\n"bird chirping, tweeting",1050,animals\n') =>
  vggsoundDataset.parse(new Map([['stat.csv', stat], ['train.csv', train], ['test.csv', test]]), { strictSplit: false });

describe('VGG-Sound', () => {
  it('has the classes of stat.csv in its order, and one label a clip', () => {
    const { classes, records } = parse('--9O4XZOge4_000030.mp4,"bird chirping, tweeting"\n');
    expect(classes).toEqual(['dog barking', 'bird chirping, tweeting']);
    expect(records).toMatchObject([
      { id: '--9O4XZOge4_000030', split: 'train', mediaName: '--9O4XZOge4_000030', alsoCalled: ['--9O4XZOge4_30000_40000'], labels: { classes: [1] } },
      { id: 'glLQrEijrKg_000300', split: 'test', labels: { classes: [0] } },
    ]);
  });

  it('sets every fiftieth training clip of a class aside', () => {
    const rows = Array.from({ length: 120 }, (_, k) => `abcdefghij${k % 10}_${String(k).padStart(6, '0')}.mp4,dog barking`).join('\n');
    const { records, notices } = parse(rows);
    expect(records.filter(({ split }) => split === 'val').map(({ where }) => where)).toEqual(['train.csv line 50', 'train.csv line 100']);
    expect(notices[0]).toContain('(2 clips)');
  });

  it('calls a row faulty that is no clip, repeats one, or has an unknown class', () => {
    const { records } = parse('nothing,dog barking\nglLQrEijrKh_000300.mp4,dog barkin\nglLQrEijrKh_000300.mp4,dog barking\n');
    expect(records.slice(0, 3).map(({ fault }) => fault)).toEqual(['The row is not ID_SSSSSS.mp4 and a label.', 'Class "dog barkin" is not in stat.csv; nearest: dog barking.', 'The row repeats the clip of train.csv line 2.']);
  });

  it('refuses a list that is no CSV, with its line', () => {
    expect(() => parse('"never closed\n')).toThrow(expect.objectContaining({ code: 'VGGSOUND_CSV' }));
  });
});

const published = fileURLToPath(new URL('../../../../shared/data/vggsound/', import.meta.url));

describe.skipIf(!existsSync(published))(`the published lists of VGG-Sound${existsSync(published) ? '' : ' (skipped: they are not part of the repository)'}`, () => {
  it('have 309 classes and 15,446 test clips, all of them usable', () => {
    const read = (name: string): string => readFileSync(`${published}${name}`, 'utf8');
    const { classes, records } = parse('glLQrEijrKh_000300.mp4,playing hammond organ\n', read('test.csv'), read('stat.csv'));
    expect(classes).toHaveLength(309);
    expect(records.filter(({ split, fault }) => split === 'test' && fault === undefined)).toHaveLength(15_446);
  });
});
