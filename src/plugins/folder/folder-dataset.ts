import type { AnnotationFiles, ClipRecord, DatasetDefinition, ParsedDataset } from '../../contract/index.js';
import { annotationFile, parseCsvRows } from './csv-rows.js';
import { backgroundLabel, folderSplits, readRow } from './labelled-event.js';
import type { FolderRow, FolderSplit, LabelledEvent } from './labelled-event.js';
import { clipSeconds, segmentLabelsOf } from './segment-labels.js';
import { splitOfFile } from './split-of-file.js';

/** A folder of the user's videos with a list of labelled events: `file,label,start,end`. */
export const folderDataset: DatasetDefinition = {
  name: 'folder',
  title: 'Folder of videos',
  citation: 'Videos and labels of the user.',
  obtaining: `Paths in ${annotationFile} are relative to the data folder.`,
  classes: 'from-annotations',
  segments: clipSeconds,
  segmentSeconds: 1,
  splits: folderSplits,
  preparation: { sampleRateHz: 32_000, frameFormat: 'jpeg', maxFrameSide: 256 },
  annotationFiles: [annotationFile],
  mediaFolders: ['.'],
  parse: parseFolder,
};

/** Everything that the annotation says of one file. */
interface LabelledFile {
  readonly file: string;
  readonly rows: readonly FolderRow[];
}

function parseFolder(files: AnnotationFiles): ParsedDataset {
  const rows = parseCsvRows(files.get(annotationFile) ?? '').map(readRow);
  const events = rows.flatMap((row) => ('event' in row ? [row.event] : []));
  const classes = [...new Set(events.map(({ label }) => label))].filter((label) => label !== backgroundLabel).sort();
  const labelled = byFile(rows).map((file) => ({ ...file, contested: contestedSegments(file, classes), record: recordOf(file, classes) }));
  const homeless = rows.filter((row): row is FolderRow & { readonly fault: string } => row.file === undefined).map(faultyRow);
  const records = [...labelled.map(({ record }) => record), ...homeless];
  const notices = [...hashNotice(labelled), ...emptySplits(records), ...contestNotice(labelled), ...laterNotice(labelled), ...likeNamed(classes)];
  return { records, notices, classes };
}

function byFile(rows: readonly FolderRow[]): LabelledFile[] {
  const files = new Map<string, FolderRow[]>();
  for (const row of rows) {
    if (row.file === undefined) continue;
    const earlier = files.get(row.file);
    if (earlier === undefined) files.set(row.file, [row]);
    else earlier.push(row);
  }
  return [...files].map(([file, own]) => ({ file, rows: own }));
}

const eventsOf = ({ rows }: LabelledFile): LabelledEvent[] => rows.flatMap((row) => ('event' in row ? [row.event] : []));

const contestedSegments = (file: LabelledFile, classes: readonly string[]): number => segmentLabelsOf(eventsOf(file), classes).contested;

/** A file is one record; one faulty row makes its labels incomplete, so that none of them is used. */
function recordOf(labelled: LabelledFile, classes: readonly string[]): ClipRecord {
  const { file, rows } = labelled;
  const common = { id: file, split: splitOf(labelled) ?? splitOfFile(file), mediaName: file, mediaFile: file };
  const faulty = rows.find((row) => 'fault' in row);
  if (faulty !== undefined && 'fault' in faulty) return { ...common, where: place(faulty.line), segmentLabels: undefined, fault: faulty.fault };
  const other = rows.find((row) => namedSplit(row) !== namedSplit(rows[0]));
  if (other !== undefined) {
    const fault = `Field split: "${namedSplit(other) ?? ''}", but "${namedSplit(rows[0]) ?? ''}" in ${place(rows[0].line)}; a file is in one split.`;
    return { ...common, where: place(other.line), segmentLabels: undefined, fault };
  }
  return { ...common, where: place(rows[0].line), segmentLabels: segmentLabelsOf(eventsOf(labelled), classes).labels };
}

const place = (line: number): string => `${annotationFile} line ${line}`;

const namedSplit = (row: FolderRow): FolderSplit | undefined => ('event' in row ? row.split : undefined);

const splitOf = ({ rows }: LabelledFile): FolderSplit | undefined => rows.map(namedSplit).find((split) => split !== undefined);

/** A row that names no file that could be looked for. */
function faultyRow({ line, fault }: { readonly line: number; readonly fault: string }): ClipRecord {
  const id = `${annotationFile}-line-${line}`;
  return { id, split: 'train', where: place(line), mediaName: id, segmentLabels: undefined, fault };
}

function hashNotice(files: readonly LabelledFile[]): string[] {
  const hashed = files.filter((file) => splitOf(file) === undefined);
  if (hashed.length === 0) return [];
  const counts = folderSplits.map((split) => `${hashed.filter(({ file }) => splitOfFile(file) === split).length} ${split}`);
  return [`Splits by file name: ${counts.join(', ')}; a column split in ${annotationFile} chooses them.`];
}

function emptySplits(records: readonly ClipRecord[]): string[] {
  const empty = folderSplits.filter((split) => !records.some((record) => record.split === split));
  return empty.length === 0 ? [] : [`No file is in the split ${empty.join(' or ')}; name it for some files in a column split of ${annotationFile}.`];
}

function contestNotice(files: readonly { readonly file: string; readonly contested: number }[]): string[] {
  const contested = files.filter((file) => file.contested > 0);
  if (contested.length === 0) return [];
  const segments = contested.reduce((sum, file) => sum + file.contested, 0);
  return [`Labels overlap in ${segments} seconds of ${contested.length === 1 ? contested[0].file : `${contested.length} files`}: the longer event counts.`];
}

function laterNotice(files: readonly LabelledFile[]): string[] {
  const later = files.filter((file) => eventsOf(file).some(({ end }) => end > clipSeconds));
  return later.length === 0 ? [] : [`${later.length === 1 ? later[0].file : `${later.length} files`} with labels after second ${clipSeconds}: only the first ${clipSeconds} seconds of a file are used.`];
}

function likeNamed(classes: readonly string[]): string[] {
  return classes.flatMap((label, index) => {
    const twin = classes.slice(0, index).find((other) => other.toLowerCase() === label.toLowerCase());
    return twin === undefined ? [] : [`The labels "${twin}" and "${label}" differ in upper and lower case alone and are two classes.`];
  });
}
