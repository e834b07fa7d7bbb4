import { csvRecords } from '../../contract/csv.js';
import { AvtoolError, nearest } from '../../contract/index.js';
import type { AnnotationFiles, ClipRecord, DatasetDefinition, ParsedDataset } from '../../contract/index.js';

const [labelFile, classFile] = ['vggsound-avel40k_labels.csv', 'VggsoundAVEL40kCategories.txt'];
const columns = ['category', 'video_id', 'label', 'split'] as const;
const splits = ['train', 'val', 'test'];
const seconds = 10;

type Row = Readonly<Record<(typeof columns)[number], string>> & { readonly line: number };

/** VGG-Sound(40K), on which the paper pre-trains: ten labels a clip, one a second (spec/datasets §7). */
export const vggsound40kDataset: DatasetDefinition = {
  name: 'vggsound-40k',
  title: 'VGG-Sound(40K) (Duan et al. 2023)',
  citation: 'Duan et al.: Cross-modal Prompts (NeurIPS 2023), a selection of VGGSound-AVEL (Zhou, Guo, Wang: Contrastive Positive Sample Propagation along the Audio-Visual Event Line, 2022), of VGG-Sound (Chen et al. 2020).',
  obtaining: `The list ${labelFile} and ${classFile} are in the archive of the DG-SCT authors; frames and sound as frames/000123/00000001.jpg … and wave/000123.npy, or videos called by their number.`,
  classes: 'from-annotations',
  segments: seconds,
  segmentSeconds: 1,
  splits,
  preparation: { sampleRateHz: 32_000, frameFormat: 'jpeg', maxFrameSide: 256 },
  annotationFiles: [labelFile, classFile],
  mediaFolders: ['video', 'videos', '.'],
  publishedFrames: 'spread',
  parse: parseVggsound40k,
};

function parseVggsound40k(files: AnnotationFiles): ParsedDataset {
  const classes = (files.get(classFile) ?? '').replace(/^\uFEFF/, '').split(/\r\n|\n|\r/).map((line) => line.trim()).filter((line) => line !== '');
  if (classes.length === 0) throw fault('The list of classes is empty.', classFile);
  const seen = new Map<string, string>();
  return { classes, notices: [], records: rowsOf(files.get(labelFile) ?? '').map((row) => recordOf(row, classes, seen)) };
}

/** @param seen where each clip stands so far */
function recordOf({ line, category, video_id: number, label, split }: Row, classes: readonly string[], seen: Map<string, string>): ClipRecord {
  const where = `${labelFile} line ${line}`;
  const id = number.padStart(6, '0');
  const faulty = (text: string): ClipRecord => ({ id: where.replace(/\W+/g, '-'), split, where, mediaName: id, segmentLabels: undefined, fault: text });
  if (!/^\d{1,6}$/.test(number)) return faulty(`Field video_id: "${number}" is not a number of at most six digits.`);
  if (!splits.includes(split)) return faulty(`Field split: "${split}" is none of ${splits.join(', ')}.`);
  const classIndex = classes.indexOf(category);
  if (classIndex === -1) {
    const close = nearest(category, classes);
    return faulty(`Field category: "${category}" is not in ${classFile}${close.length > 0 ? `; nearest: ${close.join(' or ')}` : ''}.`);
  }
  if (!/^\[\s*[01](?:\s*,\s*[01]){9}\s*\]$/.test(label)) return faulty(`Field label: "${label}" is not a list of ten 0 and 1.`);
  const earlier = seen.get(id);
  if (earlier !== undefined) return faulty(`The row repeats the clip of ${earlier}.`);
  seen.set(id, where);
  const present = label.match(/[01]/g) ?? [];
  return { id, split, where, mediaName: id, alsoCalled: [number], segmentLabels: present.map((flag) => (flag === '1' ? classIndex : classes.length)) };
}

/** @throws AvtoolError VGGSOUND_CSV (exit 2) naming file and line */
function rowsOf(text: string): Row[] {
  const [header, ...rows] = csvRecords(text, { name: labelFile, fault: { code: 'VGGSOUND_CSV', fix: 'Use the published list.' } });
  if (header === undefined || rows.length === 0) throw fault('The list holds no clips.', labelFile);
  const missing = columns.find((name) => !header.fields.includes(name));
  if (missing !== undefined) throw fault(`The header has no column ${missing}; found: ${header.fields.join(', ')}.`, `${labelFile} line 1`);
  const field = (fields: readonly string[], name: (typeof columns)[number]): string => fields[header.fields.indexOf(name)] ?? '';
  return rows.map(({ line, fields }) => ({ line, category: field(fields, 'category'), video_id: field(fields, 'video_id'), label: field(fields, 'label'), split: field(fields, 'split') }));
}

const fault = (message: string, where: string): AvtoolError => new AvtoolError({ code: 'VGGSOUND_CSV', message, where, fix: 'Use the published list.', exitCode: 2 });
