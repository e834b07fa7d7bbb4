import type { ClipRecord } from '../domain/data/dataset.js';
import { usableStates, type ClipEntry } from '../domain/ports/clip-store.js';
import type { PreparedClip } from './clip-media.js';
import type { MediaPlace } from './dataset-media.js';

/**
 * Rows of one file decode and hold it once: the first row has the media, the others point to it. Rows with drawings or frames of their own share nothing.
 * @param done rows of an earlier call
 * @returns prepares a row, by the given function where no earlier row has its media; rows must come in the order of the records
 */
export function mediaSharing(records: readonly ClipRecord[], mediaOf: (record: ClipRecord) => MediaPlace | undefined, done: ReadonlyMap<string, ClipEntry>): (record: ClipRecord, prepare: () => Promise<PreparedClip>) => Promise<PreparedClip> {
  const holders = new Map<string, string>();
  for (const record of records) {
    const path = sharedFile(record, mediaOf);
    if (path !== undefined && !holders.has(path)) holders.set(path, record.id);
  }
  const underWay = new Map<string, Promise<ClipEntry | undefined>>();
  return async (record, prepare) => {
    const path = sharedFile(record, mediaOf);
    const holder = path === undefined ? undefined : holders.get(path);
    if (holder === undefined || holder === record.id) {
      const prepared = prepare();
      if (holder !== undefined) underWay.set(holder, prepared.then(({ entry }) => entry, () => undefined));
      return prepared;
    }
    const held = (await underWay.get(holder)) ?? done.get(holder);
    if (held === undefined) throw new Error(`row ${record.id} comes before ${holder}, which has its media`);
    const { id, split, segmentLabels = [], labels } = record;
    const { state, detail } = held;
    return { entry: { id, split, state, segmentLabels, ...(labels && { labels }), ...(detail !== undefined && { detail }), ...(usableStates.includes(state) && { mediaOf: holder }) } };
  };
}

/** Rows of one file decode it once; frames of their own are not shared. */
function sharedFile(record: ClipRecord, mediaOf: (record: ClipRecord) => MediaPlace | undefined): string | undefined {
  const place = record.segmentLabels === undefined || record.maskFiles !== undefined ? undefined : mediaOf(record);
  return place?.kind === 'file' ? place.path : undefined;
}
