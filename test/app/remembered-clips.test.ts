import { describe, expect, it } from 'vitest';
import { rememberClips } from '../../src/app/remembered-clips.js';
import type { ClipCache, StoredClip } from '../../src/domain/ports/clip-store.js';

/** A cache of clips of 16 samples (64 bytes) that counts reads. */
function countingCache(): { cache: ClipCache; reads: string[] } {
  const reads: string[] = [];
  const clip = (id: string): StoredClip => ({ entry: { id, split: 'train', state: 'ok', segmentLabels: [] }, frames: [], waveform: new Float32Array(16) });
  const description = { schema: 1, dataset: 'tiny', title: '', rendered: false, classes: [], segments: 1, segmentSeconds: 1, sampleRateHz: 16, frameFormat: 'png', maxFrameSide: 4, annotations: {} } as const;
  return {
    reads,
    cache: {
      description,
      entries: () => [],
      entry: (id) => clip(id).entry,
      read: (id) => {
        reads.push(id);
        return Promise.resolve(clip(id));
      },
      close: () => Promise.resolve(),
    },
  };
}

describe('rememberClips', () => {
  it('reads a clip once while there is room, and gives the same clip again', async () => {
    const { cache, reads } = countingCache();
    const remembered = rememberClips(cache, 1000);
    const first = await remembered.read('a');
    expect(await remembered.read('a')).toEqual(first);
    expect(reads).toEqual(['a']);
  });

  it('keeps no more than its bound and reads the rest anew', async () => {
    const { cache, reads } = countingCache();
    const remembered = rememberClips(cache, 100);
    for (const id of ['a', 'b', 'a', 'b']) await remembered.read(id);
    expect(reads).toEqual(['a', 'b', 'b']);
  });
});
