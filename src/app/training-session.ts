import type { ClipCache } from '../domain/ports/clip-store.js';
import type { Run } from '../domain/ports/run-store.js';
import type { TaskDefinition } from '../domain/tasks/task.js';
import type { ModelPlan } from './model-plan.js';
import type { Services } from './services.js';
import type { TrainingPrograms } from './training-programs.js';

/** Everything that one training run works with. */
export interface TrainingSession {
  readonly services: Services;
  readonly task: TaskDefinition;
  readonly plan: ModelPlan;
  readonly cache: ClipCache;
  readonly cacheFolder: string;
  /** Ids that an epoch goes over. */
  readonly trainClips: readonly string[];
  readonly run: Run;
  readonly programs: TrainingPrograms;
  readonly signal: AbortSignal;
}
