import { join } from 'node:path';
import { classesOf } from '../domain/data/dataset-classes.js';
import type { ClipRecord, DatasetDefinition } from '../domain/data/dataset.js';
import { isPathInside } from '../domain/data/media-path.js';
import { sampleFrameNumbers } from '../domain/data/published-sampling.js';
import { AvtoolError } from '../domain/errors.js';
import type { Services } from './services.js';

/** A data set in a folder. */
export interface DatasetFolder {
  readonly dataset: DatasetDefinition;
  readonly dataFolder: string;
}

/** Where the media of a row are: one file, or frames and sound apart (relative to the data folder). */
export type MediaPlace = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'parts'; readonly frames: readonly string[]; readonly sound: string };

/** What a data folder's lists say, and the SHA-256 of each by name. @param splits all unless given */
export async function readAnnotations({ data }: Pick<Services, 'data'>, { dataset, dataFolder }: DatasetFolder, strictSplit: boolean, splits?: readonly string[]) {
  const files = new Map<string, string>();
  const annotations: Record<string, string> = {};
  for (const name of dataset.annotationFiles) {
    const { text, sha256 } = await data.readText(join(dataFolder, name));
    files.set(name, text);
    annotations[name] = sha256;
  }
  const parsed = dataset.parse(files, { strictSplit });
  const { records, notices } = parsed;
  return { classes: classesOf(dataset, parsed), records: records.filter(({ split }) => splits === undefined || splits.includes(split)), notices, annotations };
}

/** Where the media of each record are, `undefined` where there are none. @throws AvtoolError MEDIA_AMBIGUOUS when two files answer to one name, naming both */
export async function findMedia({ data }: Pick<Services, 'data'>, { dataset, dataFolder }: DatasetFolder, records: readonly ClipRecord[]): Promise<(record: ClipRecord) => MediaPlace | undefined> {
  const media = await data.listMedia(dataset.mediaFolders.map((folder) => join(dataFolder, folder)));
  const named = (record: ClipRecord): readonly string[] => namesOf(record).map((name) => media.get(name) ?? []).find((files) => files.length > 0) ?? [];
  const places = new Map<string, MediaPlace>();
  for (const record of records) {
    const { mediaName, mediaFile, parts } = record;
    if (parts !== undefined) {
      places.set(record.id, { kind: 'parts', ...parts });
    } else if (mediaFile !== undefined) {
      if (isPathInside(mediaFile) && (await data.exists(join(dataFolder, mediaFile)))) places.set(record.id, { kind: 'file', path: join(dataFolder, mediaFile) });
    } else {
      const found = named(record);
      if (found.length > 1) throw new AvtoolError({ code: 'MEDIA_AMBIGUOUS', message: `two files answer to the name "${mediaName}"`, where: found.join(' and '), fix: 'remove one of them', exitCode: 2 });
      const place: MediaPlace | undefined = found.length === 1 ? { kind: 'file', path: found[0] } : await publishedParts(record, { dataset, dataFolder }, data);
      if (place !== undefined) places.set(record.id, place);
    }
  }
  return ({ id }) => places.get(id);
}

const namesOf = ({ mediaName, alsoCalled = [] }: ClipRecord): string[] => [mediaName, ...alsoCalled];

/** `frames/NAME/00000001.jpg …` and `wave/NAME.npy`, as the published program reads them; where one of the two is there, the other is missed by name. spec/datasets §1 */
async function publishedParts(record: ClipRecord, { dataset, dataFolder }: DatasetFolder, data: Services['data']): Promise<MediaPlace | undefined> {
  if (dataset.publishedFrames === undefined) return undefined;
  for (const name of namesOf(record)) {
    const sound = `wave/${name}.npy`;
    const folder = `frames/${name}`;
    if (!isPathInside(folder)) continue;
    const files = (await data.listFolder(join(dataFolder, folder))).filter((file) => /^\d{8}\.jpg$/.test(file)).length;
    if (files === 0 && !(await data.exists(join(dataFolder, sound)))) continue;
    const numbers = dataset.publishedFrames === 'spread' ? sampleFrameNumbers(Math.max(1, files), dataset.segments) : Array.from({ length: Math.min(dataset.segments, Math.max(1, files)) }, (_, t) => t + 1);
    return { kind: 'parts', frames: numbers.map((number) => `${folder}/${String(number).padStart(8, '0')}.jpg`), sound };
  }
  return undefined;
}
