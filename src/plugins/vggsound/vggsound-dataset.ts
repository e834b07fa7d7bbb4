import { AvtoolError, nearest } from '../../contract/index.js';
import { csvRecords, type CsvRecord } from '../../contract/csv.js';
import type { AnnotationFiles, ClipRecord, DatasetDefinition, ParsedDataset } from '../../contract/index.js';

const [classFile, trainFile, testFile] = ['stat.csv', 'train.csv', 'test.csv'];
const seconds = 10;
/** One training clip of so many of a class goes to val: the published lists have no such split. */
const heldOutOf = 50;

/** VGG-Sound by its published lists: one label a clip of ten seconds. */
export const vggsoundDataset: DatasetDefinition = {
  name: 'vggsound',
  title: 'VGG-Sound (Chen et al. 2020)',
  citation: 'Chen, Xie, Vedaldi, Zisserman: VGGSound: A Large-scale Audio-Visual Dataset. ICASSP 2020.',
  obtaining: 'The lists train.csv, test.csv and stat.csv are in the repository hche11/VGGSound on GitHub (annotations: CC BY 4.0); the videos stay with their owners and are cut from YouTube, ten seconds from the start that the name says.',
  classes: 'from-annotations',
  segments: seconds,
  segmentSeconds: 1,
  splits: ['train', 'val', 'test'],
  preparation: { sampleRateHz: 32_000, frameFormat: 'jpeg', maxFrameSide: 256 },
  annotationFiles: [classFile, trainFile, testFile],
  mediaFolders: ['video', 'videos', '.'],
  parse: parseVggsound,
};

function parseVggsound(files: AnnotationFiles): ParsedDataset {
  const rowsOf = (name: string): CsvRecord[] => listRows(files.get(name) ?? '', name);
  const classes = rowsOf(classFile).map(({ fields }) => fields[0]);
  const indices = new Map(classes.map((name, index) => [name, index]));
  const seen = new Map<string, string>();
  const countOf = new Map<number, number>();
  const recordOf = (file: string, split: string) => ({ line, fields }: CsvRecord): ClipRecord => {
    const where = `${file} line ${line}`;
    const [name = '', label = ''] = fields;
    const clip = /^([\w-]{11})_(\d{6})(?:\.mp4)?$/.exec(name);
    const faulty = (fault: string): ClipRecord => ({ id: where.replace(/\W+/g, '-'), split, where, mediaName: name, segmentLabels: undefined, fault });
    if (clip === null || fields.length !== 2) return faulty('The row is not ID_SSSSSS.mp4 and a label.');
    const [, video, startText] = clip;
    const id = `${video}_${startText}`;
    const earlier = seen.get(id);
    if (earlier !== undefined) return faulty(`The row repeats the clip of ${earlier}.`);
    seen.set(id, where);
    const classIndex = indices.get(label);
    if (classIndex === undefined) {
      const close = nearest(label, classes);
      return faulty(`Class "${label}" is not in ${classFile}${close.length > 0 ? `; nearest: ${close.join(' or ')}` : ''}.`);
    }
    const count = (countOf.get(classIndex) ?? 0) + (split === 'train' ? 1 : 0);
    countOf.set(classIndex, count);
    const start = Number(startText);
    return {
      id,
      split: split === 'train' && count % heldOutOf === 0 ? 'val' : split,
      where,
      mediaName: id,
      alsoCalled: [`${video}_${start * 1000}_${(start + seconds) * 1000}`],
      segmentLabels: [],
      labels: { classes: [classIndex] },
    };
  };
  const train = rowsOf(trainFile).map(recordOf(trainFile, 'train'));
  const test = rowsOf(testFile).map(recordOf(testFile, 'test'));
  const heldOut = train.filter(({ split }) => split === 'val').length;
  return { classes, records: [...train, ...test], notices: [`The published lists have no validation split: every ${heldOutOf}th training clip of a class is set aside as val (${heldOut} clips).`] };
}

/** Rows of a list without header; labels with commas are quoted. @throws AvtoolError VGGSOUND_CSV (exit 2) naming file and line */
function listRows(text: string, name: string): CsvRecord[] {
  const fault = { code: 'VGGSOUND_CSV', fix: 'Use the published list.' };
  const rows = csvRecords(text, { name, fault });
  if (rows.length > 0) return rows;
  throw new AvtoolError({ ...fault, message: 'The list is empty.', where: name, exitCode: 2 });
}
