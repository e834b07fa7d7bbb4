import type { DatasetDefinition } from '../domain/data/dataset.js';
import type { Json } from '../domain/ports/run-store.js';
import type { ModelSettings, TaskDefinition, TrainingSettings } from '../domain/tasks/task.js';
import type { EncoderBundle } from './plugin-definition.js';

/** What every use case returns: plain data for `--json`, and the lines a person reads on stdout. */
export interface UseCaseReport {
  readonly lines: readonly string[];
  /** Why a long use case ended; `interrupted` makes the command exit with 130 or 143. */
  readonly stopped?: 'finished' | 'early-stop' | 'interrupted';
  /** 1 where part of what was asked could not be done, though the report says all that could. */
  readonly exitCode?: 1;
}

export interface RenderRequest {
  readonly dataset: DatasetDefinition;
  readonly dataFolder: string;
  readonly seed: number;
  /** Clips per split. */
  readonly counts: Readonly<Record<string, number>>;
  readonly container: 'mp4' | 'webm';
  readonly signal: AbortSignal;
}

export interface PrepareRequest {
  readonly dataset: DatasetDefinition;
  readonly dataFolder: string;
  readonly cacheFolder: string;
  /** Leaves out rows whose video is also in another split (data sets say which). */
  readonly strictSplit: boolean;
  /** All splits when absent. */
  readonly splits?: readonly string[];
  readonly signal: AbortSignal;
}

export interface TrainRequest {
  readonly task: TaskDefinition;
  readonly cacheFolder: string;
  readonly runFolder: string;
  readonly resume: boolean;
  /** A size of the task; an encoder bundle's settings are merged over it. */
  readonly size: string;
  readonly recipe: string;
  readonly encoder?: EncoderBundle;
  /** Size and recipe where the user names them: with `resume` they must be the run's own. */
  readonly named?: { readonly size?: string; readonly recipe?: string };
  /** Safetensors files, later ones win. */
  readonly weights: readonly string[];
  /** Overrides of the size's settings. */
  readonly model: ModelSettings;
  /** Overrides of the recipe's settings. */
  readonly training: Partial<TrainingSettings>;
  /** Every value with its origin, for `config.json`. */
  readonly config: Json;
  readonly signal: AbortSignal;
}

export interface EvaluateRequest {
  readonly task: TaskDefinition;
  readonly runFolder: string;
  readonly cacheFolder: string;
  readonly split: string;
  readonly signal: AbortSignal;
}

export interface PredictRequest {
  readonly task: TaskDefinition;
  readonly runFolder: string;
  readonly files: readonly string[];
  readonly signal: AbortSignal;
}

export interface ModelCostRequest {
  readonly task: TaskDefinition;
  readonly size: string;
  readonly encoder?: EncoderBundle;
  readonly classes: number;
}
