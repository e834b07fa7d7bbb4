import type { ClipCache, StoredClip } from '../domain/ports/clip-store.js';

/**
 * The same cache, keeping clips that were read within a bound of memory: a small data set is decoded once instead of every epoch.
 * When the bound is reached, later clips are read anew each time; what is kept stays, since epochs visit all clips alike.
 */
export function rememberClips(cache: ClipCache, boundBytes: number): ClipCache {
  const kept = new Map<string, StoredClip>();
  let bytes = 0;
  return {
    description: cache.description,
    entries: (split) => cache.entries(split),
    read: async (id) => {
      const known = kept.get(id);
      if (known !== undefined) return known;
      const clip = await cache.read(id);
      const size = clip.waveform.byteLength + clip.frames.reduce((sum, { data }) => sum + data.byteLength, 0);
      if (bytes + size <= boundBytes && !kept.has(id)) {
        kept.set(id, clip);
        bytes += size;
      }
      return clip;
    },
    close: () => {
      kept.clear();
      return cache.close();
    },
  };
}
