import type { TensorValue } from '../domain/graph/tensor.js';
import type { Random } from '../domain/ports/random.js';
import type { ClipCache, StoredClip } from '../domain/ports/clip-store.js';
import type { BatchShape, ModelSettings, TaskDefinition } from '../domain/tasks/task.js';

export interface ClipBatch {
  /** Ids of the first rows; the last clip fills the batch up. */
  readonly ids: readonly string[];
  readonly clips: readonly StoredClip[];
  readonly inputs: Record<string, TensorValue>;
}

/** Where the frames come from that clips must be told from. */
export interface OtherFrameDraw {
  readonly pool: readonly string[];
  /** Of one batch, by its number. */
  random(batch: number): Random;
}

/** Reads and preprocesses batches of clips; the next one is made while the caller works on the current one. @param draw in training */
export async function* clipBatches(cache: ClipCache, ids: readonly string[], task: TaskDefinition, model: ModelSettings, shape: BatchShape, draw?: OtherFrameDraw): AsyncGenerator<ClipBatch> {
  const groups = Array.from({ length: Math.ceil(ids.length / shape.clips) }, (_, group) => ids.slice(group * shape.clips, (group + 1) * shape.clips));
  const media = draw === undefined || task.otherFrames === undefined ? [] : mediaOf(draw.pool, cache);
  const read = async (group: readonly string[], number: number): Promise<ClipBatch> => {
    const random = draw?.random(number);
    const clips = await Promise.all(
      group.map(async (id): Promise<StoredClip> => {
        if (random === undefined || task.otherFrames === undefined) return cache.read(id);
        const wanted = task.otherFrames(media.indexOf(cache.entry(id)?.mediaOf ?? id), media.length, random, model, shape);
        return { ...(await cache.read(id)), otherFrames: await Promise.all(wanted.map(async (other) => (await cache.read(media[other.media])).frames[other.frame])) };
      }),
    );
    return { ids: group, clips, inputs: task.makeInputs(clips, model, shape, cache.description.sampleRateHz) };
  };
  const load = (number: number): Promise<ClipBatch> => {
    const batch = read(groups[number], number);
    // Thrown in its turn; until then nobody waits for it, and Node would end the process.
    batch.catch(() => undefined);
    return batch;
  };
  let next = groups.length > 0 ? load(0) : undefined;
  try {
    for (let group = 0; next !== undefined; group++) {
      const batch = await next;
      next = group + 1 < groups.length ? load(group + 1) : undefined;
      yield batch;
    }
  } finally {
    // A consumer that stops early leaves a batch under way: wait for it, so that nothing reads a closed cache.
    await next?.catch(() => undefined);
  }
}

/** The files of clips by the row that holds them, in order of their first clip. */
const mediaOf = (pool: readonly string[], cache: ClipCache): string[] => [...new Set(pool.map((id) => cache.entry(id)?.mediaOf ?? id))];
