import { z } from 'zod';
import { AvtoolError, nearest } from '../../contract/index.js';
import type { AnnotationFiles, ClipRecord, DatasetDefinition, ParsedDataset } from '../../contract/index.js';
import { publishedAnswers, questionWords, type QuestionLabels } from '../../contract/tasks.js';

interface SplitFile {
  readonly split: 'train' | 'val' | 'test';
  readonly file: string;
}

/** The lists that the paper's numbers are of. */
const original: readonly SplitFile[] = [
  { split: 'train', file: 'json/avqa-train.json' },
  { split: 'val', file: 'json/avqa-val.json' },
  { split: 'test', file: 'json/avqa-test.json' },
];

/** The authors' corrected lists, in which no question has two answers. spec/datasets §5 */
const updated: readonly SplitFile[] = [original[0], { split: 'val', file: 'json_update/avqa-val.json' }, { split: 'test', file: 'json_update/avqa-test.json' }];

const shared = {
  citation: 'Li, Wei, Tian, Xu, Wen, Hu: Learning to Answer Questions in Dynamic Audio-Visual Scenarios. CVPR 2022.',
  obtaining: 'Questions and videos are linked from the project page gewu-lab.github.io/MUSIC-AVQA; its licence statements differ, ask there.',
  classes: publishedAnswers,
  segments: 10,
  segmentSeconds: 1,
  splits: original.map(({ split }) => split),
  preparation: { sampleRateHz: 32_000, frameFormat: 'jpeg', maxFrameSide: 256, spread: 'whole-file' },
  mediaFolders: ['videos', 'MUSIC-AVQA-videos-Real', 'MUSIC-AVQA-videos-Synthetic', '.'],
} as const satisfies Partial<DatasetDefinition>;

const definition = (name: string, title: string, splitFiles: readonly SplitFile[]): DatasetDefinition => ({
  ...shared,
  name,
  title,
  annotationFiles: splitFiles.map(({ file }) => file),
  parse: (files) => parseAvqa(files, splitFiles),
});

/** MUSIC-AVQA as its authors publish it: one row a question, ten seconds spread over each video. */
export const avqaDataset = definition('avqa', 'MUSIC-AVQA (Li et al. 2022)', original);

export const avqaUpdatedDataset = definition('avqa-updated', 'MUSIC-AVQA, corrected lists (Li et al. 2022)', updated);

const text = z.string();
const rowFields = z.looseObject({ video_id: text.regex(/^[\w-]+$/, 'expected letters, digits, _ and -'), question_id: z.number(), type: text, question_content: text.min(1), templ_values: text, anser: text });

function parseAvqa(files: AnnotationFiles, splitFiles: readonly SplitFile[]): ParsedDataset {
  const notices: string[] = [];
  const records = splitFiles.flatMap(({ split, file }) => {
    const rows = rowsOf(files.get(file) ?? '', file);
    const seen = new Map<number, string>();
    let repeated = 0;
    const parsed = rows.map((value, index): ClipRecord => {
      const where = `${file} question ${index + 1}`;
      const record = parseRow(value, { split, where, index });
      const id = rowFields.safeParse(value).data?.question_id;
      if (id !== undefined && seen.has(id)) repeated += 1;
      else if (id !== undefined) seen.set(id, where);
      return record;
    });
    if (repeated > 0) notices.push(`${file}: ${repeated} of ${rows.length} questions stand there twice, some with different answers; all are kept, as the published numbers have them.`);
    return parsed;
  });
  const videosOf = (split: string): Set<string> => new Set(records.filter((record) => record.split === split).map(({ mediaName }) => mediaName));
  const [val, test] = [videosOf('val'), videosOf('test')];
  const shared = [...val].filter((video) => test.has(video)).length;
  if (shared > 0) notices.push(`${shared} videos are in both val and test: the data set is split by question, not by video.`);
  return { records, notices };
}

/** @throws AvtoolError AVQA_JSON naming the file */
function rowsOf(content: string, file: string): unknown[] {
  try {
    const value: unknown = JSON.parse(content);
    if (Array.isArray(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AvtoolError({ code: 'AVQA_JSON', message: 'The file is not a JSON list of questions.', where: file, fix: 'Use the published file.', exitCode: 2 });
}

function parseRow(value: unknown, { split, where, index }: { readonly split: string; readonly where: string; readonly index: number }): ClipRecord {
  const row = rowFields.safeParse(value);
  const id = `${split}-${String(index + 1).padStart(5, '0')}`;
  if (!row.success) {
    const [{ path, message }] = row.error.issues;
    return { id, split, where, mediaName: '', segmentLabels: undefined, fault: `Field ${path.join('.') || '(the whole row)'}: ${message}.` };
  }
  const { video_id: mediaName, type, question_content: template, templ_values: values, anser: answer } = row.data;
  const faulty = (fault: string): ClipRecord => ({ id, split, where, mediaName, segmentLabels: undefined, fault });
  const kind = textsOf(type);
  if (kind?.length !== 2) return faulty(`Field type: "${type}" is no pair of texts.`);
  const filled = textsOf(values);
  if (filled === undefined) return faulty(`Field templ_values: "${values}" is no list of texts.`);
  const answerIndex = publishedAnswers.indexOf(answer);
  if (answerIndex === -1) return faulty(`Field anser: "${answer}" is no answer of the data set${nearestText(answer)}.`);
  const labels: QuestionLabels = { question: questionWords(template, filled, 'question-mark'), template: template.trim(), kind: [kind[0], kind[1]], answer: answerIndex };
  return { id, split, where, mediaName, segmentLabels: [], labels };
}

/** A list of texts inside a text: JSON, or as Python writes it. */
function textsOf(content: string): string[] | undefined {
  for (const candidate of [content, content.replaceAll("'", '"')]) {
    try {
      const parsed = z.array(text).safeParse(JSON.parse(candidate));
      if (parsed.success) return parsed.data;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

function nearestText(answer: string): string {
  const close = nearest(answer, publishedAnswers);
  return close.length > 0 ? `; nearest: ${close.join(' or ')}` : '';
}
