import { createHash } from 'node:crypto';
import { AvtoolError, nearest } from '@avtool/plugin';
import { eventRows } from './event-rows.js';

const list = 'events.csv';
const videos = 'videos';
const segments = 10;
const splits = ['train', 'val', 'test'];

/**
 * Videos in `videos/`, of which the first ten seconds are used, and `events.csv` beside it: file,label,start,end, one event a line.
 * @type {import('@avtool/plugin').DatasetDefinition}
 */
export const dataset = {
  name: 'mydata',
  title: 'My data',
  citation: 'My own videos.',
  obtaining: `Put ${list} (file,label,start,end) and the folder ${videos} into the data folder.`,
  // The labels of the list in alphabetical order. With a list of names here, ['bell', 'drum'], a misspelt label is a fault,
  // and the numbers of the classes stay when labels are added at its end.
  classes: 'from-annotations',
  segments,
  segmentSeconds: 1,
  splits,
  // 8 kHz is what the small encoders take that come with avtool (--size scenes-tiny); those of the paper take 32 kHz.
  preparation: { sampleRateHz: 8_000, frameFormat: 'jpeg', maxFrameSide: 256 },
  annotationFiles: [list],
  mediaFolders: [videos],
  parse(files) {
    const rows = eventRows(files.get(list) ?? '', { list, splits });
    if (rows.length === 0) throw new AvtoolError({ code: 'LIST_EMPTY', message: 'The list holds no events.', where: list, fix: 'One event a line: file,label,start,end.', exitCode: 2 });
    const classes = dataset.classes === 'from-annotations' ? labelsOf(rows) : dataset.classes;
    const records = [...byFile(rows)].map(([file, own]) => recordOf(file, own, classes));
    const empty = splits.filter((split) => !records.some((record) => record.split === split));
    return { records, classes, notices: empty.map((split) => `No video is in the split ${split}: a column split of ${list} puts some there.`) };
  },
};

/** The labels of all lines that can be read, each once. */
function labelsOf(rows) {
  return [...new Set(rows.flatMap(({ label }) => label ?? []))].sort();
}

function byFile(rows) {
  const files = new Map();
  for (const row of rows) files.set(row.file, [...(files.get(row.file) ?? []), row]);
  return files;
}

/** A video is one record; with one line at fault its labels are incomplete, and it is left out. */
function recordOf(file, rows, classes) {
  const [{ split = splitOf(file) }] = rows;
  const record = { id: file, split, mediaName: file };
  for (const row of rows) {
    const fault = row.fault ?? unknownLabel(row, classes) ?? (row.split === rows[0].split ? undefined : 'the split differs from that of the video’s first line.');
    if (fault !== undefined) return { ...record, where: `${list} line ${row.line}`, segmentLabels: undefined, fault };
  }
  return { ...record, where: `${list} line ${rows[0].line}`, segmentLabels: segmentLabels(rows, classes) };
}

function unknownLabel({ label }, classes) {
  if (label === undefined || classes.includes(label)) return undefined;
  const close = nearest(label, classes);
  return `label "${label}" is unknown${close.length > 0 ? `; nearest: ${close.join(' or ')}` : ''}.`;
}

/** A second has the class of the first event that covers its middle; the number of classes stands for "nothing". */
function segmentLabels(rows, classes) {
  return Array.from({ length: segments }, (_, t) => {
    const event = rows.find(({ label, start, end }) => label !== undefined && start <= t + 0.5 && t + 0.5 < end);
    return event === undefined ? classes.length : classes.indexOf(event.label);
  });
}

/** 80 % train, 10 % val, 10 % test by the name alone: a video keeps its split when others are added. */
function splitOf(file) {
  const share = createHash('sha256').update(file).digest()[0] / 256;
  return share < 0.8 ? 'train' : share < 0.9 ? 'val' : 'test';
}
