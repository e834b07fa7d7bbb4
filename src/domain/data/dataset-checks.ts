import { isAvtoolError } from '../errors.js';
import { classesOf } from './dataset-classes.js';
import type { AnnotationFiles, ClipRecord, DatasetDefinition, ParsedDataset } from './dataset.js';
import { isPathInside } from './media-path.js';

/** A small, valid annotation: text by file name. */
export type DatasetFiles = Readonly<Record<string, string>>;

/** One promise that a data set keeps. */
export interface DatasetCheck {
  /** A sentence whose subject is the data set. */
  readonly name: string;
  /** Why the promise is not kept, `undefined` when it is. */
  readonly fault: (definition: DatasetDefinition, files: DatasetFiles) => string | undefined;
}

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  /** Why not. */
  readonly reason?: string;
}

/** All checks on one valid annotation. Whatever a data set throws is a check that failed. */
export function checkDataset(definition: DatasetDefinition, files: DatasetFiles): CheckResult[] {
  return datasetChecks.map(({ name, fault }) => {
    const reason = faultOrError(() => fault(definition, files));
    return reason === undefined ? { name, passed: true } : { name, passed: false, reason };
  });
}

function faultOrError(look: () => string | undefined): string | undefined {
  try {
    return look();
  } catch (error) {
    return `it throws: ${said(error)}`;
  }
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const parsed = (definition: DatasetDefinition, files: DatasetFiles): ParsedDataset => definition.parse(new Map(Object.entries(files)) satisfies AnnotationFiles, { strictSplit: false });

const usable = ({ records }: ParsedDataset): ClipRecord[] => records.filter(({ segmentLabels }) => segmentLabels !== undefined);

/** The file that a record asks for, if it can be used. */
const mediaOf = ({ mediaFile, mediaName }: ClipRecord): string => mediaFile ?? mediaName;

/** In the order in which faults make sense to repair. */
export const datasetChecks: readonly DatasetCheck[] = [
  { name: 'reads the annotation files that it asks for', fault: readsItsFiles },
  { name: 'gives the same records in the same order every time', fault: (definition, files) => (JSON.stringify(parsed(definition, files)) === JSON.stringify(parsed(definition, files)) ? undefined : 'two readings of the same text differ') },
  { name: 'gives every record an id of its own', fault: idsAreUnique },
  { name: 'gives every record one of its splits and a place in a file', fault: recordsArePlaced },
  { name: 'shares no file between splits, or says so', fault: splitsAreDisjoint },
  { name: 'labels every segment with a class or background', fault: labelsAreClasses },
  { name: 'finds planted damage: a spoilt line is refused or kept with its fault, never lost', fault: damageIsFound },
  { name: 'answers cut files with named errors or records, never with a bug', fault: cutsAreNamed },
  { name: 'refuses media paths that lead out of the data folder', fault: pathsStayInside },
];

function readsItsFiles(definition: DatasetDefinition, files: DatasetFiles): string | undefined {
  const absent = definition.annotationFiles.find((name) => !Object.hasOwn(files, name));
  if (absent !== undefined) return `the example has no file ${absent}`;
  const records = parsed(definition, files).records;
  if (records.length === 0) return 'there are no records';
  const faulty = records.find(({ segmentLabels }) => segmentLabels === undefined);
  return faulty && `${faulty.where}: the example is meant to be valid, but ${faulty.fault ?? 'the record has no labels'}`;
}

function idsAreUnique(definition: DatasetDefinition, files: DatasetFiles): string | undefined {
  const ids = parsed(definition, files).records.map(({ id }) => id);
  const twice = ids.find((id, index) => id === '' || ids.indexOf(id) !== index);
  return twice === undefined ? undefined : `the id "${twice}" is ${twice === '' ? 'empty' : 'there twice'}`;
}

function recordsArePlaced(definition: DatasetDefinition, files: DatasetFiles): string | undefined {
  for (const { id, split, where } of parsed(definition, files).records) {
    if (!definition.splits.includes(split)) return `record ${id} is in the split "${split}", which is none of ${definition.splits.join(', ')}`;
    if (!definition.annotationFiles.some((name) => where.includes(name))) return `record ${id} stands in "${where}", which names none of ${definition.annotationFiles.join(', ')}`;
  }
  return undefined;
}

function splitsAreDisjoint(definition: DatasetDefinition, files: DatasetFiles): string | undefined {
  const whole = parsed(definition, files);
  const splitOf = new Map<string, string>();
  for (const record of usable(whole)) {
    const media = mediaOf(record);
    const earlier = splitOf.get(media) ?? record.split;
    splitOf.set(media, record.split);
    if (earlier !== record.split && whole.notices.length === 0) return `${media} is in the splits ${earlier} and ${record.split}, and no notice says so`;
  }
  return undefined;
}

function labelsAreClasses(definition: DatasetDefinition, files: DatasetFiles): string | undefined {
  const whole = parsed(definition, files);
  const classes = classesOf(definition, whole);
  for (const { where, segmentLabels = [] } of usable(whole)) {
    if (segmentLabels.length !== 0 && segmentLabels.length !== definition.segments) return `${where}: ${segmentLabels.length} labels for ${definition.segments} segments`;
    const odd = segmentLabels.find((label) => !Number.isInteger(label) || label < 0 || label > classes.length);
    if (odd !== undefined) return `${where}: label ${odd} is no class (0 to ${classes.length - 1}) and not background (${classes.length})`;
  }
  return undefined;
}

/** What the data set makes of a changed annotation: `refused` with a named error, or its records. */
function reading(definition: DatasetDefinition, files: DatasetFiles): ParsedDataset | 'refused' {
  try {
    return parsed(definition, files);
  } catch (error) {
    if (isAvtoolError(error)) return 'refused';
    throw error;
  }
}

const damage = '\u0001damaged\u0001';

function damageIsFound(definition: DatasetDefinition, files: DatasetFiles): string | undefined {
  for (const name of definition.annotationFiles) {
    const lines = (files[name] ?? '').split('\n');
    const spoilt = lines.findLastIndex((line) => line.trim() !== '');
    if (spoilt < 0) return `${name} is empty in the example`;
    const text = lines.map((line, index) => (index === spoilt ? damage : line)).join('\n');
    const found = reading(definition, { ...files, [name]: text });
    if (found === 'refused') continue;
    const told = found.records.some(({ segmentLabels, fault, where }) => segmentLabels === undefined && (fault ?? '') !== '' && where !== '');
    if (!told) return `${name} line ${spoilt + 1}, spoilt, is neither refused nor kept with a fault`;
  }
  return undefined;
}

const cuts = 16;

function cutsAreNamed(definition: DatasetDefinition, files: DatasetFiles): string | undefined {
  for (const name of definition.annotationFiles) {
    const whole = files[name] ?? '';
    for (let cut = 0; cut < cuts; cut++) {
      const length = Math.floor((whole.length * cut) / cuts);
      const thrown = faultOrError(() => void reading(definition, { ...files, [name]: whole.slice(0, length) }));
      if (thrown !== undefined) return `${name} cut after ${length} characters: ${thrown}; expected an AvtoolError`;
    }
  }
  return undefined;
}

const hostilePaths: readonly string[] = ['../outside', 'a/../../outside', '/etc/outside', 'C:\\outside'];

/** The name of the first record, wherever it stands in the text, is replaced by paths that lead out. */
function pathsStayInside(definition: DatasetDefinition, files: DatasetFiles): string | undefined {
  const [first] = usable(parsed(definition, files));
  if (first === undefined) return 'there are no records';
  const media = mediaOf(first);
  if (!Object.values(files).some((text) => text.includes(media))) return `the name ${media} stands in none of the files, so that it cannot be replaced`;
  for (const path of hostilePaths) {
    const inText = { plain: path, json: JSON.stringify(path).slice(1, -1) };
    for (const written of new Set(Object.values(inText))) {
      const changed = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replaceAll(media, () => written)]));
      const found = reading(definition, changed);
      const escaped = found === 'refused' ? undefined : usable(found).find((record) => !isPathInside(mediaOf(record)));
      if (escaped !== undefined) return `${escaped.where}: ${mediaOf(escaped)} is taken as a media name`;
    }
  }
  return undefined;
}
