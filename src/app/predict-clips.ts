import type { ClipCache, ClipEntry } from '../domain/ports/clip-store.js';
import type { Program } from '../domain/ports/engine.js';
import type { Random } from '../domain/ports/random.js';
import type { BatchShape, ClipPrediction, ModelSettings, TaskDefinition } from '../domain/tasks/task.js';
import { clipBatches } from './clip-batches.js';

export interface PredictedClips {
  readonly predictions: readonly ClipPrediction[];
  /** The rows that the predictions are of. */
  readonly truths: readonly ClipEntry[];
}

/** Runs the forward program over clips of a cache. @param onBatch is told how many clips are done @param random draws frames of other files, where the task wants them */
export async function predictClips(
  program: Program,
  cache: ClipCache,
  ids: readonly string[],
  task: TaskDefinition,
  model: ModelSettings,
  shape: BatchShape,
  signal: AbortSignal,
  onBatch: (done: number) => void = () => undefined,
  random?: Random,
): Promise<PredictedClips> {
  const predictions: ClipPrediction[] = [];
  const truths: ClipEntry[] = [];
  const draw = random !== undefined && task.otherFramesToo === true ? { pool: ids, random: (batch: number) => random.fork(`others/${batch}`) } : undefined;
  for await (const batch of clipBatches(cache, ids, task, model, shape, draw)) {
    if (signal.aborted) break;
    const outputs = await program.run(batch.inputs);
    predictions.push(...task.decode(outputs, batch.ids, model, shape).map((prediction, row) => task.compare?.(prediction, batch.clips[row], model) ?? prediction));
    truths.push(...batch.clips.map(({ entry }) => entry));
    onBatch(predictions.length);
  }
  return { predictions, truths };
}
