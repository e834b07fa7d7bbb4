import type { TensorValue } from '../domain/graph/tensor.js';
import type { ClipCache, StoredClip } from '../domain/ports/clip-store.js';
import type { BatchShape, ModelSettings, TaskDefinition } from '../domain/tasks/task.js';

export interface ClipBatch {
  /** Ids of the first rows; the last clip fills the batch up. */
  readonly ids: readonly string[];
  readonly clips: readonly StoredClip[];
  readonly inputs: Record<string, TensorValue>;
}

/** Reads and preprocesses batches of clips; the next one is made while the caller works on the current one. */
export async function* clipBatches(cache: ClipCache, ids: readonly string[], task: TaskDefinition, model: ModelSettings, shape: BatchShape): AsyncGenerator<ClipBatch> {
  const groups = Array.from({ length: Math.ceil(ids.length / shape.clips) }, (_, group) => ids.slice(group * shape.clips, (group + 1) * shape.clips));
  const read = async (group: readonly string[]): Promise<ClipBatch> => {
    const clips = await Promise.all(group.map((id) => cache.read(id)));
    return { ids: group, clips, inputs: task.makeInputs(clips, model, shape, cache.description.sampleRateHz) };
  };
  const load = (group: readonly string[]): Promise<ClipBatch> => {
    const batch = read(group);
    // Thrown in its turn; until then nobody waits for it, and Node would end the process.
    batch.catch(() => undefined);
    return batch;
  };
  let next = groups.length > 0 ? load(groups[0]) : undefined;
  try {
    for (let group = 0; next !== undefined; group++) {
      const batch = await next;
      next = group + 1 < groups.length ? load(groups[group + 1]) : undefined;
      yield batch;
    }
  } finally {
    // A consumer that stops early leaves a batch under way: wait for it, so that nothing reads a closed cache.
    await next?.catch(() => undefined);
  }
}
