import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/adapters/random/seeded-random.js';
import { clipBatches } from '../../src/app/clip-batches.js';
import type { ClipCache, ClipEntry, StoredClip } from '../../src/domain/ports/clip-store.js';
import { aTask } from '../builders/definitions.js';
import { tinyDescription, tinyShape } from '../builders/tiny-ave.js';

/** Rows `a1` and `a2` are of one file. */
const entries: readonly ClipEntry[] = [
  { id: 'a1', split: 'train', state: 'ok', segmentLabels: [] },
  { id: 'a2', split: 'train', state: 'ok', segmentLabels: [], mediaOf: 'a1' },
  { id: 'b', split: 'train', state: 'ok', segmentLabels: [] },
  { id: 'c', split: 'train', state: 'ok', segmentLabels: [] },
];
const entryOf = (id: string): ClipEntry => entries.find((entry) => entry.id === id) ?? entries[0];

const cache: ClipCache = {
  description: tinyDescription,
  entries: () => entries,
  entry: (id) => entries.find((entry) => entry.id === id),
  read: (id) => Promise.resolve({ entry: entryOf(id), frames: [], waveform: new Float32Array(1) }),
  close: () => Promise.resolve(),
};

const telling = aTask({ companions: () => 20, makeInputs: () => ({}) });

async function companionsOf(ids: readonly string[], pool: readonly string[], seed = 1): Promise<string[][]> {
  const seen: StoredClip[] = [];
  for await (const { clips } of clipBatches(cache, ids, telling, {}, tinyShape(2), { pool, random: (batch) => seededRandom(seed).fork(`${batch}`) })) seen.push(...clips);
  return seen.map(({ companions = [] }) => companions.map(({ entry }) => entry.id));
}

describe('clips that a clip is told from', () => {
  it('are of other files, drawn anew for every clip, the same for the same seed', async () => {
    const pool = ['a1', 'a2', 'b', 'c'];
    const drawn = await companionsOf(['a1', 'a2', 'b'], pool);
    expect(drawn.map((own) => own.length)).toEqual([20, 20, 20]);
    expect(drawn.map((own) => [...new Set(own)].sort())).toEqual([['b', 'c'], ['b', 'c'], ['a1', 'a2', 'c']]);
    expect(drawn[0]).not.toEqual(drawn[1]);
    expect(await companionsOf(['a1', 'a2', 'b'], pool)).toEqual(drawn);
    expect(await companionsOf(['a1', 'a2', 'b'], pool, 2)).not.toEqual(drawn);
  });

  it('cannot be drawn where all clips are of one file', async () => {
    await expect(companionsOf(['a1'], ['a1', 'a2'])).rejects.toMatchObject({ code: 'OTHER_CLIPS_MISSING', exitCode: 2 });
  });

  it('do not come where nothing is drawn', async () => {
    for await (const { clips } of clipBatches(cache, ['b'], telling, {}, tinyShape(2))) expect(clips[0]).not.toHaveProperty('companions');
  });
});
