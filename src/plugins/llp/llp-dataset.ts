import { nearest } from '../../contract/index.js';
import type { AnnotationFiles, ClipRecord, DatasetDefinition, ParsedDataset } from '../../contract/index.js';
import { isClipId, videoOf } from './clip-id.js';
import { llpClasses, llpClassIndex } from './llp-classes.js';
import { denseLabels } from './llp-events.js';
import { tabRows } from './tab-rows.js';

const splitFiles = [
  { split: 'train', file: 'AVVP_train.csv' },
  { split: 'val', file: 'AVVP_val_pd.csv' },
  { split: 'test', file: 'AVVP_test_pd.csv' },
] as const;
const [audioFile, visualFile] = ['AVVP_eval_audio.csv', 'AVVP_eval_visual.csv'];
const seconds = 10;

/** LLP as its authors publish it: which events occur in each clip, and for val and test the seconds in which they are heard and seen. */
export const llpDataset: DatasetDefinition = {
  name: 'llp',
  title: 'LLP (Tian et al. 2020)',
  citation: 'Tian, Li, Xu: Unified Multisensory Perception: Weakly-Supervised Audio-Visual Video Parsing. ECCV 2020.',
  obtaining: 'The lists are in the repository YapengTian/AVVP-ECCV20 on GitHub; the videos are not distributed: clips are cut from YouTube, ten seconds from START, and are under the terms of YouTube and their owners.',
  classes: llpClasses,
  segments: seconds,
  segmentSeconds: 1,
  splits: splitFiles.map(({ split }) => split),
  preparation: { sampleRateHz: 32_000, frameFormat: 'jpeg', maxFrameSide: 256 },
  annotationFiles: [...splitFiles.map(({ file }) => file), audioFile, visualFile],
  mediaFolders: ['LLP', 'videos', '.'],
  publishedFrames: 'first',
  parse: parseLlp,
};

function parseLlp(files: AnnotationFiles): ParsedDataset {
  const rows = splitFiles.flatMap(({ split, file }) => tabRows(files.get(file) ?? '', file, ['filename', 'event_labels']).map(({ line, fields }) => ({ split, where: `${file} line ${line}`, fields })));
  const clips = new Set(rows.map(({ fields }) => fields[0]));
  const [heard, seen] = [denseLabels(files.get(audioFile) ?? '', audioFile, clips), denseLabels(files.get(visualFile) ?? '', visualFile, clips)];
  const notices = [...heard.notices, ...seen.notices];
  const known = new Map<string, string>();
  const records = rows.map(({ split, where, fields: [id, labels = ''] }): ClipRecord => {
    const faulty = (fault: string): ClipRecord => ({ id: where.replace(/\W+/g, '-'), split, where, mediaName: id, segmentLabels: undefined, fault });
    if (!isClipId(id)) return faulty(`"${id}" is not a clip id (ID_START_END).`);
    const earlier = known.get(id);
    if (earlier !== undefined) return faulty(`The row repeats the clip of ${earlier}.`);
    known.set(id, where);
    const names = labels.split(',').map((name) => name.trim());
    const unknown = names.find((name) => !llpClassIndex.has(name));
    if (unknown !== undefined) return faulty(`Class "${unknown}" is unknown${nearestText(unknown)}.`);
    const classes = [...new Set(names.flatMap((name) => llpClassIndex.get(name) ?? []))].sort((a, b) => a - b);
    if (classes.length < names.length) notices.push(`${where}: a label of ${id} is said twice and counts once.`);
    const dense = split === 'train' ? {} : { audible: heard.spans.get(id) ?? [], visible: seen.spans.get(id) ?? [] };
    return { id, split, where, mediaName: id, alsoCalled: [videoOf(id)], segmentLabels: [], labels: { classes, ...dense } };
  });
  return { records, notices: [...notices, ...splitFiles.flatMap(({ split, file }) => labelNotices(records.filter((record) => record.split === split), file))] };
}

/** Where labels of clips and labels of seconds do not agree: both are taken as they are. */
function labelNotices(records: readonly ClipRecord[], file: string): string[] {
  const dense = ({ labels }: ClipRecord): ReadonlySet<number> => new Set([...(labels?.audible ?? []), ...(labels?.visible ?? [])].map(([classIndex]) => classIndex));
  const marked = records.filter(({ labels }) => labels?.audible !== undefined);
  const unmarked = marked.filter((record) => record.labels?.classes?.some((label) => !dense(record).has(label)));
  const unlisted = marked.filter((record) => [...dense(record)].some((label) => !record.labels?.classes?.includes(label)));
  return [
    ...(unmarked.length > 0 ? [`${file}: ${unmarked.length} clips have a label of which no second is marked, first ${unmarked[0].id}.`] : []),
    ...(unlisted.length > 0 ? [`${file}: ${unlisted.length} clips have seconds of a class that is not among their labels, first ${unlisted[0].id}.`] : []),
  ];
}

function nearestText(name: string): string {
  const close = nearest(name, llpClasses);
  return close.length > 0 ? `; nearest: ${close.join(' or ')}` : '';
}
