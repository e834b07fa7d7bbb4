import { AvtoolError } from '../../contract/index.js';
import type { AnnotationFiles, ClipRecord, DatasetDefinition, ParsedDataset } from '../../contract/index.js';
import { aveClasses } from './ave-classes.js';
import { aveSeconds, parseAveRows, segmentLabelsOf } from './ave-row.js';
import type { AveRow } from './ave-row.js';
import { sharedVideos, sharedVideosNotice } from './shared-videos.js';

const splitFiles = [
  { split: 'train', file: 'trainSet.txt' },
  { split: 'val', file: 'valSet.txt' },
  { split: 'test', file: 'testSet.txt' },
] as const;

/** AVE as its authors publish it: three lists beside a folder of ten-second videos named by id. */
export const aveDataset: DatasetDefinition = {
  name: 'ave',
  title: 'AVE (Tian et al. 2018)',
  citation: 'Tian, Shi, Li, Duan, Xu: Audio-Visual Event Localization in Unconstrained Videos. ECCV 2018.',
  obtaining:
    'The authors link one archive of the videos and the lists from their repository YapengTian/AVE-ECCV18 on GitHub. No licence is stated; cite the paper. The videos are under the terms of YouTube and their owners.',
  classes: aveClasses,
  segments: aveSeconds,
  segmentSeconds: 1,
  splits: splitFiles.map(({ split }) => split),
  preparation: { sampleRateHz: 32_000, frameFormat: 'jpeg', maxFrameSide: 256 },
  annotationFiles: splitFiles.map(({ file }) => file),
  mediaFolders: ['AVE', 'videos', '.'],
  publishedFrames: 'spread',
  parse: parseAve,
};

function parseAve(files: AnnotationFiles, { strictSplit }: { readonly strictSplit: boolean }): ParsedDataset {
  const rows = splitFiles.flatMap(({ split, file }) => rowsOf(files, file).map((row) => ({ ...row, split, where: `${file} line ${row.line}` })));
  const shared = sharedVideos(rows);
  const kept = strictSplit ? rows.filter((row) => row.split !== 'train' || !shared.has(row.video)) : rows;
  const notices = sharedVideosNotice(rows, shared, strictSplit);
  const seen = new Map<string, string>();
  const records: ClipRecord[] = [];
  for (const row of kept) {
    if (!('fault' in row) && row.start === row.end) notices.push(`${row.where}: the event of ${row.video} has no length; all of it is background.`);
    records.push(recordOf(row, seen));
  }
  return { records, notices };
}

function rowsOf(files: AnnotationFiles, file: string): AveRow[] {
  const rows = parseAveRows(files.get(file) ?? '');
  if (rows.length > 0) return rows;
  throw new AvtoolError({
    code: 'AVE_EMPTY_LIST',
    message: 'The annotation file holds no rows.',
    where: file,
    fix: 'Use the published list: Category&VideoID&Quality&StartTime&EndTime, one event a line.',
    exitCode: 2,
  });
}

type PlacedRow = AveRow & { readonly split: string; readonly where: string };

/** A row is the unit, not a video: the id is VIDEO_CLASS_START_END. @param seen where each event stands so far */
function recordOf(row: PlacedRow, seen: Map<string, string>): ClipRecord {
  const { split, where, video: mediaName } = row;
  const faulty = (fault: string): ClipRecord => ({ id: where.replace(/\W+/g, '-'), split, where, mediaName, segmentLabels: undefined, fault });
  if ('fault' in row) return faulty(row.fault);
  const event = `${mediaName}_${row.category}_${row.start}_${row.end}`;
  const earlier = seen.get(event);
  if (earlier !== undefined) return faulty(`The row repeats the event of ${earlier}.`);
  seen.set(event, where);
  return { id: event, split, where, mediaName, segmentLabels: segmentLabelsOf(row) };
}
