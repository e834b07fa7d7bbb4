import { join } from 'node:path';
import type { TrainRequest } from '../../src/app/use-case-requests.js';
import type { Checkpoint, MetricRecord } from '../../src/domain/ports/run-store.js';
import { temporaryFolder } from '../adapters/files/temporary-folder.js';
import { someServices } from '../builders/services.js';
import { aSmallCache, aSmallTraining, smallWeights } from '../builders/small-task.js';

/** A folder with a cache of 16 training clips (8 batches of the small task's recipe) and the frozen weights; `request` trains there. */
export async function aWorkplace({ clips = { train: 16, val: 5 }, weightsOf = smallWeights() }: { readonly clips?: Readonly<Record<string, number>>; readonly weightsOf?: ReturnType<typeof smallWeights> } = {}) {
  const services = someServices();
  const folder = await temporaryFolder();
  const cacheFolder = await aSmallCache(services, join(folder, 'cache'), clips);
  const weights = join(folder, 'encoder.safetensors');
  await services.weights.write(weights, { tensors: weightsOf, metadata: {} });
  const request = (run: string, wanted: Partial<TrainRequest> = {}): TrainRequest => aSmallTraining({ cacheFolder, runFolder: join(folder, run), weights: [weights], ...wanted });
  return { folder, cacheFolder, weights, request };
}

/** What a run leaves behind, but for the time it took. */
export async function traceOf(runFolder: string): Promise<{ last: Checkpoint | undefined; best: Checkpoint | undefined; metrics: MetricRecord[] }> {
  const run = await someServices().runs.open(runFolder, 'read');
  const metrics = (await run.readMetrics()).map((record) => Object.fromEntries(Object.entries(record).filter(([key]) => key !== 'seconds' && key !== 'clipsPerSecond')));
  return { last: (await run.loadCheckpoint('last'))?.checkpoint, best: (await run.loadCheckpoint('best'))?.checkpoint, metrics };
}
