import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { avqaDataset, avqaUpdatedDataset } from '../../../src/plugins/avqa/avqa-dataset.js';

const question = (wanted: Record<string, unknown> = {}) => ({
  video_id: '00000108',
  question_id: 10,
  type: '["Audio", "Comparative"]',
  question_content: 'Is the <Object> louder than the <Object>?',
  templ_values: '["guzheng", "piano"]',
  question_deleted: 0,
  anser: 'yes',
  ...wanted,
});
const files = (train: unknown, val: unknown = [question()], test: unknown = [question({ video_id: 'sa00000001' })]): ReadonlyMap<string, string> =>
  new Map([['train', train], ['val', val], ['test', test]].map(([split, rows]) => [`json/avqa-${String(split)}.json`, JSON.stringify(rows)]));
const parse = (...given: Parameters<typeof files>) => avqaDataset.parse(files(...given), { strictSplit: false });

describe('MUSIC-AVQA', () => {
  it('has one row a question, its template filled in, its answer by index', () => {
    expect(parse([question()]).records[0]).toEqual({
      id: 'train-00001',
      split: 'train',
      where: 'json/avqa-train.json question 1',
      mediaName: '00000108',
      segmentLabels: [],
      labels: { question: ['Is', 'the', 'guzheng', 'louder', 'than', 'the', 'piano'], template: 'Is the <Object> louder than the <Object>?', kind: ['Audio', 'Comparative'], answer: avqaDataset.classes.indexOf('yes') },
    });
  });

  it.each([
    ['white space at the end', 'What kind of instrument is the <LRer> instrument? ', '["leftest"]', 'What kind of instrument is the leftest instrument'],
    ['the full-width mark', 'How many sounding <Object> in the video？', '["banjo"]', 'How many sounding banjo in the video'],
    ['no mark at all', 'Is there a voiceover', '[]', 'Is there a voiceover'],
    ['a list as Python writes it', 'Where is the <FL> sounding instrument?', "['first']", 'Where is the first sounding instrument'],
  ])('reads a question with %s', (_, content, values, text) => {
    expect(parse([question({ question_content: content, templ_values: values })]).records[0].labels?.question).toEqual(text.split(' '));
  });

  it.each([
    ['an unknown answer', { anser: 'yess' }, 'Field anser: "yess" is no answer of the data set; nearest: yes.'],
    ['a type that is no pair', { type: '["Audio"]' }, 'Field type: "["Audio"]" is no pair of texts.'],
    ['values that are no list', { templ_values: '{' }, 'Field templ_values: "{" is no list of texts.'],
    ['a video that is a path', { video_id: '../x' }, 'Field video_id: expected letters, digits, _ and -.'],
  ])('keeps a row with %s and names the field', (_, wanted, fault) => {
    expect(parse([question(wanted)]).records[0]).toMatchObject({ id: 'train-00001', segmentLabels: undefined, fault });
  });

  it('says how many questions stand there twice, and how many videos val and test share', () => {
    const twice = [question(), question({ anser: 'no' })];
    expect(parse([question()], twice, [question({ question_id: 11 })]).notices).toEqual([
      'json/avqa-val.json: 1 of 2 questions stand there twice, some with different answers; all are kept, as the published numbers have them.',
      '1 videos are in both val and test: the data set is split by question, not by video.',
    ]);
  });

  it('has corrected lists of val and test under a name of their own', () => {
    expect(avqaUpdatedDataset.annotationFiles).toEqual(['json/avqa-train.json', 'json_update/avqa-val.json', 'json_update/avqa-test.json']);
    const given = new Map(avqaUpdatedDataset.annotationFiles.map((file, k) => [file, JSON.stringify([question({ question_id: k })])]));
    expect(avqaUpdatedDataset.parse(given, { strictSplit: false }).records.map(({ split, where }) => [split, where])).toEqual([['train', 'json/avqa-train.json question 1'], ['val', 'json_update/avqa-val.json question 1'], ['test', 'json_update/avqa-test.json question 1']]);
  });

  it('refuses a file that is no list, naming it', () => {
    expect(() => parse({})).toThrowError(expect.objectContaining({ code: 'AVQA_JSON', where: 'json/avqa-train.json', exitCode: 2 }));
  });
});

const published = fileURLToPath(new URL('../../../../shared/data/avqa/', import.meta.url));
const absent = existsSync(published) ? undefined : 'the published samples are not beside the project';

describe.skipIf(absent !== undefined)(`the published samples of MUSIC-AVQA${absent === undefined ? '' : ` (skipped: ${absent})`}`, () => {
  it('parse without a fault, every word and answer of val and test known', () => {
    const sample = (name: string): unknown => JSON.parse(readFileSync(`${published}${name}.sample.json`, 'utf8'));
    const { records, notices } = parse(sample('train_synthetic'), sample('val'), sample('test'));
    expect(records.filter(({ fault }) => fault !== undefined)).toEqual([]);
    expect(records).toHaveLength(900);
    expect(notices).toEqual([
      'json/avqa-val.json: 6 of 300 questions stand there twice, some with different answers; all are kept, as the published numbers have them.',
      'json/avqa-test.json: 6 of 300 questions stand there twice, some with different answers; all are kept, as the published numbers have them.',
      '8 videos are in both val and test: the data set is split by question, not by video.',
    ]);
    const words = readFileSync(`${published}question_vocab.txt`, 'utf8').split('\n');
    const unknown = records.flatMap(({ labels }) => (labels?.question as string[]).filter((word) => !words.includes(word)));
    expect(unknown).toEqual([]);
  });
});
