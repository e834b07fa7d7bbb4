import { AvtoolError } from '../domain/errors.js';
import { usableStates, type ClipCache } from '../domain/ports/clip-store.js';

/** Ids of a split that have media. @throws AvtoolError SPLIT_EMPTY */
export function usableIds(cache: ClipCache, split: string): string[] {
  const ids = cache.entries(split).filter(({ state }) => usableStates.includes(state)).map(({ id }) => id);
  if (ids.length === 0) throw new AvtoolError({ code: 'SPLIT_EMPTY', message: `the cache has no usable clip in the split "${split}"`, fix: 'prepare that split, or choose another with --split', exitCode: 3 });
  return ids;
}
