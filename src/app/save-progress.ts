import type { CheckpointName } from '../domain/ports/run-store.js';
import { progressToJson, type TrainingProgress } from './training-progress.js';
import type { TrainingSession } from './training-session.js';

/** Keeps where training stands, so that it goes on exactly from here. The weights are copied out of the engine once: at the paper's size they are 3 GB. */
export async function saveProgress({ run, programs }: Pick<TrainingSession, 'run' | 'programs'>, progress: TrainingProgress, names: readonly CheckpointName[] = ['last']): Promise<void> {
  const checkpoint = { tensors: await programs.training.readState(programs.moved), progress: progressToJson(progress) };
  for (const name of names) await run.saveCheckpoint(name, checkpoint);
}
