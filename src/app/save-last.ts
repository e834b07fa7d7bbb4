import { progressToJson, type TrainingProgress } from './training-progress.js';
import type { TrainingSession } from './training-session.js';

/** Keeps where training stands, so that it goes on exactly from here. */
export async function saveLast({ run, programs }: Pick<TrainingSession, 'run' | 'programs'>, progress: TrainingProgress): Promise<void> {
  await run.saveCheckpoint('last', { tensors: await programs.training.readState(programs.moved), progress: progressToJson(progress) });
}
