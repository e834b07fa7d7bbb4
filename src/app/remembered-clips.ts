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
    entry: (id) => cache.entry(id),
    read: async (id) => {
      const entry = cache.entry(id);
      const media = entry?.mediaOf ?? id;
      const known = kept.get(media);
      if (known !== undefined && entry !== undefined) return { ...known, entry };
      const clip = await cache.read(id);
      const size = clip.waveform.byteLength + clip.frames.reduce((sum, { data }) => sum + data.byteLength, 0) + (clip.masks ?? []).reduce((sum, mask) => sum + (mask?.data.byteLength ?? 0), 0);
      if (bytes + size <= boundBytes && !kept.has(media)) {
        kept.set(media, clip);
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
