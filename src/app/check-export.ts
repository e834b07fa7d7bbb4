import { resizedFrames } from '../domain/data/image-preprocessing.js';
import { AvtoolError } from '../domain/errors.js';
import { usableStates, type ClipCache, type StoredClip } from '../domain/ports/clip-store.js';
import type { Program } from '../domain/ports/engine.js';
import type { PendingModel } from '../domain/ports/model-exporter.js';
import type { BatchShape, TaskDefinition, TaskExport } from '../domain/tasks/task.js';
import { refuseOtherClips } from './evaluate.js';
import { largestDifference } from './largest-difference.js';
import type { RunConfig } from './run-config.js';
import type { Services } from './services.js';

/** What an exported file was held against. */
export interface ExportCheck {
  readonly clips: number;
  /** The cache the clips are of; absent where they were made up. */
  readonly cache?: string;
  /** Largest difference of probabilities, by output. */
  readonly differences: Readonly<Record<string, number>>;
}

/** Probabilities of a file and of the engine may differ so much. */
export const exportTolerance = 1e-4;

const checkedClips = 2;

/**
 * Clips to check a file with: of a cache, or made up from a seed where the run's own cache is no longer there.
 * @throws AvtoolError for a cache that was asked for and cannot be used
 */
export async function clipsForCheck(services: Services, config: RunConfig, runFolder: string, wantedCache: string | undefined): Promise<{ clips: StoredClip[]; cache?: string }> {
  const folder = wantedCache ?? config.cacheFolder;
  try {
    const cache = await services.clips.open(folder);
    try {
      refuseOtherClips(cache, config, runFolder);
      const clips = await someClips(cache);
      if (clips.length > 0) return { clips, cache: folder };
      services.reporter.info(`${folder} has no usable clip: the file is checked with made-up clips`);
    } finally {
      await cache.close();
    }
  } catch (error) {
    if (wantedCache !== undefined || !(error instanceof AvtoolError)) throw error;
    services.reporter.info(`${folder} cannot be used (${error.message}): the file is checked with made-up clips`);
  }
  return { clips: madeUpClips(services, config) };
}

/** Runs the same clips through the file and through the engine's program of the evaluation graph. */
export async function compareWithEngine(
  pending: PendingModel,
  program: Program,
  clips: readonly StoredClip[],
  { task, taskExport, config, shape }: { readonly task: TaskDefinition; readonly taskExport: TaskExport; readonly config: RunConfig; readonly shape: BatchShape },
): Promise<Record<string, number>> {
  const [height, width] = taskExport.frameSize(config.model);
  // Both are given bytes of the model's size: an exported file takes no others.
  const fitted = clips.map((clip) => ({ ...clip, frames: resizedFrames(clip.frames, height, width) }));
  const differences: Record<string, number> = {};
  for (let start = 0; start < fitted.length; start += shape.clips) {
    const batch = fitted.slice(start, start + shape.clips);
    const outputs = await program.run(task.makeInputs(batch, config.model, shape, config.data.sampleRateHz));
    const expected = taskExport.outputsOf(task.decode(outputs, batch.map(({ entry }) => entry.id), config.model, shape));
    const exported = await pending.run(taskExport.makeInputs(batch, config.model, shape, config.data.sampleRateHz));
    for (const name of new Set([...Object.keys(exported), ...Object.keys(expected)])) {
      // The rows after the batch's own repeat its last clip.
      const actual = exported[name]?.data ?? [];
      const difference = largestDifference(expected[name] ?? [NaN], actual.slice(0, (actual.length / shape.clips) * batch.length));
      differences[name] = Math.max(differences[name] ?? 0, difference);
    }
  }
  return differences;
}

async function someClips(cache: ClipCache): Promise<StoredClip[]> {
  const ids = ['test', 'val', 'train'].flatMap((split) => cache.entries(split)).filter(({ state }) => usableStates.includes(state)).map(({ id }) => id);
  return Promise.all(ids.slice(0, checkedClips).map((id) => cache.read(id)));
}

/** Noise to see and to hear. */
function madeUpClips(services: Services, { data: { segments, segmentSeconds, sampleRateHz, maxFrameSide } }: RunConfig): StoredClip[] {
  return Array.from({ length: checkedClips }, (_, number) => {
    const noise = services.random(number).fork('export');
    const pictureBytes = maxFrameSide * maxFrameSide * 3;
    return {
      entry: { id: `made up ${number}`, split: '', state: 'ok', segmentLabels: [] },
      frames: Array.from({ length: segments }, () => ({ width: maxFrameSide, height: maxFrameSide, data: Uint8Array.from({ length: pictureBytes }, () => noise.integer(256)) })),
      waveform: Float32Array.from({ length: segments * segmentSeconds * sampleRateHz }, () => 0.1 * noise.normal()),
    };
  });
}
