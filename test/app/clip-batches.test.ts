import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/adapters/random/seeded-random.js';
import { clipBatches } from '../../src/app/clip-batches.js';
import type { ClipCache, ClipEntry, StoredClip } from '../../src/domain/ports/clip-store.js';
import { aTask } from '../builders/definitions.js';
import { aPicture } from '../builders/media.js';
import { tinyDescription, tinyShape } from '../builders/tiny-ave.js';

/** Rows `a1` and `a2` are of one file; frame t of file k has the brightness 10 k + t. */
const entries: readonly ClipEntry[] = [
  { id: 'a1', split: 'train', state: 'ok', segmentLabels: [] },
  { id: 'a2', split: 'train', state: 'ok', segmentLabels: [], mediaOf: 'a1' },
  { id: 'b', split: 'train', state: 'ok', segmentLabels: [] },
  { id: 'c', split: 'train', state: 'ok', segmentLabels: [] },
];
const entryOf = (id: string): ClipEntry => entries.find((entry) => entry.id === id) ?? entries[0];
const fileOf = (id: string): number => ['a1', 'b', 'c'].indexOf(entryOf(id).mediaOf ?? id);

const cache: ClipCache = {
  description: tinyDescription,
  entries: () => entries,
  entry: (id) => entries.find((entry) => entry.id === id),
  read: (id) => Promise.resolve({ entry: entryOf(id), frames: [0, 1, 2, 3].map((frame) => aPicture(10 * fileOf(id) + frame)), waveform: new Float32Array(1) }),
  close: () => Promise.resolve(),
};

const telling = aTask({
  makeInputs: () => ({}),
  otherFrames: (own, media, random) => Array.from({ length: 20 }, () => ({ media: (own + 1 + random.integer(media - 1)) % media, frame: random.integer(4) })),
});

async function othersOf(ids: readonly string[], seed = 1): Promise<number[][]> {
  const seen: StoredClip[] = [];
  for await (const { clips } of clipBatches(cache, ids, telling, {}, tinyShape(2), { pool: entries.map(({ id }) => id), random: (batch) => seededRandom(seed).fork(`${batch}`) })) seen.push(...clips);
  return seen.map(({ otherFrames = [] }) => otherFrames.map(({ data }) => data[0]));
}

describe('frames that a clip is told from', () => {
  it('are those of the files that the task names: rows of one file count as one', async () => {
    const drawn = await othersOf(['a1', 'a2', 'b']);
    expect(drawn.map((own) => [...new Set(own.map((brightness) => Math.floor(brightness / 10)))].sort())).toEqual([[1, 2], [1, 2], [0, 2]]);
    expect(new Set(drawn.flat().map((brightness) => brightness % 10))).toEqual(new Set([0, 1, 2, 3]));
  });

  it('are drawn anew for every clip, and the same for the same seed', async () => {
    const drawn = await othersOf(['a1', 'a2', 'b']);
    expect(drawn[0]).not.toEqual(drawn[1]);
    expect(await othersOf(['a1', 'a2', 'b'])).toEqual(drawn);
    expect(await othersOf(['a1', 'a2', 'b'], 2)).not.toEqual(drawn);
  });

  it('do not come where nothing is learnt', async () => {
    for await (const { clips } of clipBatches(cache, ['b'], telling, {}, tinyShape(2))) expect(clips[0]).not.toHaveProperty('otherFrames');
  });
});
