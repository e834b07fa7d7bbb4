import type { TensorValue } from '../graph/tensor.js';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Where training stands, besides the tensors: everything that a resumed run needs to go on exactly. */
export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, TensorValue>;
  readonly progress: Json;
}

export type CheckpointName = 'last' | 'best';

/** One line of `metrics.jsonl`. */
export type MetricRecord = { readonly [key: string]: Json };

/** An open, locked run folder (architecture §4). */
export interface Run {
  readonly path: string;
  writeConfig(config: Json): Promise<void>;
  readConfig(): Promise<Json>;
  appendMetrics(record: MetricRecord): Promise<void>;
  readMetrics(): Promise<readonly MetricRecord[]>;
  appendLog(line: string): Promise<void>;
  /** Atomic; the previous checkpoint of that name is kept as `NAME.previous` until the new one is complete. */
  saveCheckpoint(name: CheckpointName, checkpoint: Checkpoint): Promise<void>;
  /** Falls back to the previous one when the newest is damaged, and says so through `warnings`. `undefined` when there is none. */
  loadCheckpoint(name: CheckpointName): Promise<{ readonly checkpoint: Checkpoint; readonly warnings: readonly string[] } | undefined>;
  /** Writes a result file (`report.html`, `evaluation.json`) atomically. */
  writeFile(name: string, content: string | Uint8Array): Promise<void>;
  /** Releases the lock; idempotent. */
  close(): Promise<void>;
}

/** A folder that looks like a run, whole or broken. */
export interface FoundRun {
  readonly path: string;
  /** A living process writes it at this moment. */
  readonly busy: boolean;
  /** Splits that the run was measured on: those with an `evaluation-SPLIT.json`. */
  readonly evaluated: readonly string[];
}

export interface RunStore {
  /** Runs in a folder and below it, or the folder itself where it is one; in the order of their paths. @throws AvtoolError FOLDER_MISSING (exit 3) */
  find(folder: string): Promise<readonly FoundRun[]>;
  /** @throws AvtoolError RUN_EXISTS (exit 4) when the folder holds anything */
  create(path: string): Promise<Run>;
  /** For going on or evaluating. @throws AvtoolError RUN_MISSING (exit 3), RUN_LOCKED (exit 4) naming the owner */
  open(path: string, access: 'write' | 'read'): Promise<Run>;
}
