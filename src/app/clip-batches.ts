import type { TensorValue } from '../domain/graph/tensor.js';
import { AvtoolError } from '../domain/errors.js';
import type { Random } from '../domain/ports/random.js';
import type { ClipCache, StoredClip } from '../domain/ports/clip-store.js';
import type { BatchShape, ModelSettings, TaskDefinition } from '../domain/tasks/task.js';

export interface ClipBatch {
  /** Ids of the first rows; the last clip fills the batch up. */
  readonly ids: readonly string[];
  readonly clips: readonly StoredClip[];
  readonly inputs: Record<string, TensorValue>;
}

/** Where the clips come from that others must be told from. */
export interface CompanionDraw {
  readonly pool: readonly string[];
  /** Of one batch, by its number. */
  random(batch: number): Random;
}

/** Reads and preprocesses batches of clips; the next one is made while the caller works on the current one. @param draw in training */
export async function* clipBatches(cache: ClipCache, ids: readonly string[], task: TaskDefinition, model: ModelSettings, shape: BatchShape, draw?: CompanionDraw): AsyncGenerator<ClipBatch> {
  const groups = Array.from({ length: Math.ceil(ids.length / shape.clips) }, (_, group) => ids.slice(group * shape.clips, (group + 1) * shape.clips));
  const companions = task.companions?.(model, shape) ?? 0;
  const read = async (group: readonly string[], number: number): Promise<ClipBatch> => {
    const random = draw?.random(number);
    const clips = await Promise.all(
      group.map(async (id): Promise<StoredClip> => {
        if (draw === undefined || random === undefined || companions === 0) return cache.read(id);
        const others = drawCompanions(id, companions, draw.pool, cache, random);
        return { ...(await cache.read(id)), companions: await Promise.all(others.map((other) => cache.read(other))) };
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

/** Ids drawn at random, each anew, from those of other media. @throws AvtoolError OTHER_CLIPS_MISSING where there are none */
function drawCompanions(id: string, count: number, pool: readonly string[], cache: ClipCache, random: Random): string[] {
  const mediaOf = (clip: string): string => cache.entry(clip)?.mediaOf ?? clip;
  const own = mediaOf(id);
  const others = pool.filter((clip) => mediaOf(clip) !== own);
  if (others.length === 0) {
    throw new AvtoolError({ code: 'OTHER_CLIPS_MISSING', message: `all training clips are of the same file as ${id}, and the task learns to tell them from others`, fix: 'prepare clips of at least two files', exitCode: 2 });
  }
  return Array.from({ length: count }, () => others[random.integer(others.length)]);
}
