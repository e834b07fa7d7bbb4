import type { EngineDescription } from '../domain/ports/engine.js';
import type { UseCaseReport } from './use-case-requests.js';

/** Milliseconds of single runs, the first one left out where there were more. */
export interface RunTimes {
  readonly runs: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface BenchedEngine extends Pick<EngineDescription, 'name' | 'version' | 'device' | 'threads'> {
  readonly trainingStep: RunTimes;
  readonly forward: RunTimes;
  /** Most memory the process held beyond what it held before. */
  readonly grownBytes: number;
  /** From what {@link BenchReport.comparedWith} computed: the loss of the first step, and outputs of both graphs. Absent for that engine itself. */
  readonly differences?: { readonly loss: number; readonly outputs: number };
}

export interface FailedEngine {
  readonly name: string;
  readonly unavailable: string;
  readonly fix?: string;
}

export interface BenchReport extends UseCaseReport {
  readonly task: string;
  readonly size: string;
  readonly clips: number;
  readonly steps: number;
  readonly comparedWith: string | undefined;
  readonly engines: readonly (BenchedEngine | FailedEngine)[];
}
