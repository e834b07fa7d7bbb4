import { join } from 'node:path';
import { classesOf } from '../domain/data/dataset-classes.js';
import type { ClipRecord } from '../domain/data/dataset.js';
import { isPathInside } from '../domain/data/media-path.js';
import { AvtoolError } from '../domain/errors.js';
import { usableStates, type CacheDescription, type ClipEntry, type ClipState } from '../domain/ports/clip-store.js';
import { clipMasks } from './clip-masks.js';
import { clipParts } from './clip-parts.js';
import { clipMedia, type PreparedClip } from './clip-media.js';
import { inOrder } from './in-order.js';
import { mediaSharing } from './media-sharing.js';
import type { Services } from './services.js';
import type { PrepareRequest, UseCaseReport } from './use-case-requests.js';

export interface PrepareReport extends UseCaseReport {
  readonly cacheFolder: string;
  /** Rows per split and state; after an interruption those of this call alone. */
  readonly states: Readonly<Record<string, Partial<Record<ClipState, number>>>>;
  /** Every row that is not `ok`. */
  readonly faults: readonly { readonly id: string; readonly split: string; readonly state: ClipState; readonly detail: string | undefined }[];
}

/** Rows that are not `ok` are named up to this many. */
const faultsShown = 10;

/** Clips decoded ahead of the one being written. */
const clipsAhead = 3;

/**
 * Videos and annotations → clip cache. Every annotation row ends in exactly one state, none is dropped silently (spec/datasets §8).
 * Streamed and resumable: finished shards of an interrupted call are kept.
 */
export async function prepare(services: Services, request: PrepareRequest): Promise<PrepareReport> {
  const { dataset, cacheFolder, signal } = request;
  const { records, classes, notices, annotations } = await readAnnotations(services, request);
  notices.forEach((notice) => services.reporter.info(notice));
  const mediaOf = await findMedia(services, request, records);
  const description: CacheDescription = {
    schema: 1,
    dataset: dataset.name,
    title: dataset.title,
    rendered: dataset.rendered ?? dataset.generator !== undefined,
    classes,
    segments: dataset.segments,
    segmentSeconds: dataset.segmentSeconds,
    ...dataset.preparation,
    annotations,
  };
  const earlierMissing = await missingRows(services, cacheFolder, dataset.splits);
  const writer = await services.clips.write(cacheFolder, description);
  const decoder = await services.decoder();
  const open = records.filter((record) => !writer.done.has(record.id) || (earlierMissing.has(record.id) && mediaOf(record) !== undefined));
  const added: ClipEntry[] = [];
  const sharing = mediaSharing(records, mediaOf, writer.done);
  const one = (record: ClipRecord): Promise<PreparedClip> =>
    sharing(record, async () => {
      const { parts } = record;
      const clip = parts === undefined ? clipMedia(record, mediaOf(record), description, decoder) : clipParts(record, parts, description, request.dataFolder, decoder, services);
      return clipMasks(record, await clip, request.dataFolder, services);
    });
  let finished = records.length - open.length;
  services.reporter.start(`Preparing ${dataset.name}`, records.length, 'clips');
  services.reporter.advance(finished);
  try {
    for await (const { entry, media: stored } of inOrder(open, clipsAhead, one, signal)) {
      await writer.add(entry, stored);
      added.push(entry);
      finished += 1;
      services.reporter.advance(finished, { clip: entry.id });
    }
  } finally {
    await writer.close(finished === records.length ? 'complete' : 'interrupted');
  }
  services.reporter.finish(`${finished} of ${records.length} rows are prepared`);
  if (finished < records.length) {
    return { cacheFolder, ...statesAndFaults(added), stopped: 'interrupted', lines: [`Stopped after ${finished} of ${records.length} rows; the same command again goes on from there.`] };
  }
  const entries = await allEntries(services, cacheFolder, dataset.splits);
  const { states, faults } = statesAndFaults(entries);
  refuseEmptySplits(dataset.splits.filter((split) => records.some((record) => record.split === split)), states, request);
  return { cacheFolder, states, faults, stopped: 'finished', lines: [...stateTable(states), ...faultLines(faults), ...longerLines(entries), `Prepared clips: ${cacheFolder}`] };
}

function statesAndFaults(entries: readonly ClipEntry[]): Pick<PrepareReport, 'states' | 'faults'> {
  const states: Record<string, Partial<Record<ClipState, number>>> = {};
  for (const { split, state } of entries) (states[split] ??= {})[state] = (states[split][state] ?? 0) + 1;
  return { states, faults: entries.filter(({ state }) => state !== 'ok').map(({ id, split, state, detail }) => ({ id, split, state, detail })) };
}

/** Rows that had no video when the cache was made: they are looked at again. */
async function missingRows(services: Services, cacheFolder: string, splits: readonly string[]): Promise<ReadonlySet<string>> {
  try {
    return new Set((await allEntries(services, cacheFolder, splits)).filter(({ state }) => state === 'missing').map(({ id }) => id));
  } catch (error) {
    // No cache yet, an interrupted or a damaged one: the writer knows what to do with it.
    if (error instanceof AvtoolError) return new Set();
    throw error;
  }
}

async function readAnnotations(services: Services, { dataset, dataFolder, strictSplit, splits }: PrepareRequest) {
  const files = new Map<string, string>();
  const annotations: Record<string, string> = {};
  for (const name of dataset.annotationFiles) {
    const { text, sha256 } = await services.data.readText(join(dataFolder, name));
    files.set(name, text);
    annotations[name] = sha256;
  }
  const parsed = dataset.parse(files, { strictSplit });
  const { records, notices } = parsed;
  return { classes: classesOf(dataset, parsed), records: records.filter(({ split }) => splits === undefined || splits.includes(split)), notices, annotations };
}

/** Where the media of each record are, `undefined` where there are none. @throws AvtoolError MEDIA_AMBIGUOUS when two files answer to one name, naming both */
async function findMedia(services: Services, { dataset, dataFolder }: PrepareRequest, records: readonly ClipRecord[]): Promise<(record: ClipRecord) => string | undefined> {
  const media = await services.data.listMedia(dataset.mediaFolders.map((folder) => join(dataFolder, folder)));
  const present = new Set<string>();
  const named = ({ mediaName, alsoCalled = [] }: ClipRecord): readonly string[] => [mediaName, ...alsoCalled].map((name) => media.get(name) ?? []).find((files) => files.length > 0) ?? [];
  for (const record of records) {
    const { mediaName, mediaFile = record.parts?.sound } = record;
    const found = named(record);
    if (mediaFile !== undefined) {
      if (isPathInside(mediaFile) && (await services.data.exists(join(dataFolder, mediaFile)))) present.add(mediaFile);
    } else if (found.length > 1) {
      throw new AvtoolError({ code: 'MEDIA_AMBIGUOUS', message: `two files answer to the name "${mediaName}"`, where: found.join(' and '), fix: 'remove one of them', exitCode: 2 });
    }
  }
  return (record) => {
    const { mediaFile = record.parts?.sound } = record;
    if (mediaFile === undefined) return named(record).at(0);
    return present.has(mediaFile) ? join(dataFolder, mediaFile) : undefined;
  };
}

async function allEntries(services: Services, cacheFolder: string, splits: readonly string[]): Promise<ClipEntry[]> {
  const cache = await services.clips.open(cacheFolder);
  try {
    return splits.flatMap((split) => [...cache.entries(split)]);
  } finally {
    await cache.close();
  }
}

function refuseEmptySplits(splits: readonly string[], states: PrepareReport['states'], { dataset, dataFolder }: PrepareRequest): void {
  const empty = splits.filter((split) => !usableStates.some((state) => (states[split]?.[state] ?? 0) > 0));
  if (empty.length === 0) return;
  throw new AvtoolError({
    code: 'SPLIT_EMPTY',
    message: `no clip of the split "${empty.join('", "')}" can be used`,
    where: dataset.mediaFolders.map((folder) => join(dataFolder, folder)).join(', '),
    fix: `put the videos there, named by id. ${dataset.obtaining}`,
    exitCode: 3,
  });
}

function faultLines(faults: PrepareReport['faults']): string[] {
  const lines = faults.slice(0, faultsShown).map(({ id, state, detail }) => `  ${id}: ${state}${detail === undefined ? '' : ` (${detail})`}`);
  return faults.length > faultsShown ? [...lines, `  … and ${faults.length - faultsShown} more; --json lists them all`] : lines;
}

/** Usable clips whose file goes on after them. */
function longerLines(entries: readonly ClipEntry[]): string[] {
  const longer = entries.filter(({ state, detail }) => state === 'ok' && detail !== undefined);
  return longer.length === 0 ? [] : [`${longer.length === 1 ? '1 file is' : `${longer.length} files are`} longer than a clip: ${longer[0].id}: ${longer[0].detail}`];
}

function stateTable(states: PrepareReport['states']): string[] {
  return Object.entries(states).map(([split, counts]) => {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const parts = Object.entries(counts).map(([state, count]) => `${count} ${state} (${((100 * count) / total).toFixed(1)} %)`);
    return `${split.padEnd(6)} ${String(total).padStart(6)} rows: ${parts.join(', ')}`;
  });
}
