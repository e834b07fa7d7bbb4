import { join } from 'node:path';
import type { ClipRecord } from '../domain/data/dataset.js';
import { AvtoolError } from '../domain/errors.js';
import { usableStates, type CacheDescription, type ClipEntry, type ClipState } from '../domain/ports/clip-store.js';
import { clipMasks } from './clip-masks.js';
import { clipParts } from './clip-parts.js';
import { clipMedia, type PreparedClip } from './clip-media.js';
import { findMedia, readAnnotations } from './dataset-media.js';
import { inOrder } from './in-order.js';
import { faultLines, stateTable, type RowFault, type StatesOfSplits } from './state-lines.js';
import { mediaSharing } from './media-sharing.js';
import type { Services } from './services.js';
import type { PrepareRequest, UseCaseReport } from './use-case-requests.js';

export interface PrepareReport extends UseCaseReport {
  readonly cacheFolder: string;
  /** Rows per split and state; after an interruption those of this call alone. */
  readonly states: StatesOfSplits;
  /** Every row that is not `ok`. */
  readonly faults: readonly RowFault[];
}

/** Clips decoded ahead of the one being written. */
const clipsAhead = 3;

/**
 * Videos and annotations → clip cache. Every annotation row ends in exactly one state, none is dropped silently (spec/datasets §8).
 * Streamed and resumable: finished shards of an interrupted call are kept.
 */
export async function prepare(services: Services, request: PrepareRequest): Promise<PrepareReport> {
  const { dataset, cacheFolder, signal } = request;
  const { records, classes, notices, annotations } = await readAnnotations(services, request, request.strictSplit, request.splits);
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
      const place = mediaOf(record);
      const clip = place?.kind === 'parts' ? clipParts(record, place, description, request.dataFolder, decoder, services) : clipMedia(record, place?.path, description, decoder);
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
  return { cacheFolder, states, faults, stopped: 'finished', ...(request.strict === true && faults.length > 0 && { exitCode: 1 as const }), lines: [...stateTable(states), ...faultLines(faults), ...longerLines(entries), `Prepared clips: ${cacheFolder}`] };
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

/** Usable clips whose file goes on after them. */
function longerLines(entries: readonly ClipEntry[]): string[] {
  const longer = entries.filter(({ state, detail }) => state === 'ok' && detail !== undefined);
  return longer.length === 0 ? [] : [`${longer.length === 1 ? '1 file is' : `${longer.length} files are`} longer than a clip: ${longer[0].id}: ${longer[0].detail}`];
}
