import type { ClipLabels } from '../domain/data/clip-labels.js';
import type { AdapterMethod } from '../domain/adapters/adapter-method.js';
import type { DatasetDefinition } from '../domain/data/dataset.js';
import type { EngineDevice } from '../domain/ports/configuration.js';
import type { ReportSectionDefinition } from '../domain/ports/report.js';
import type { Json } from '../domain/ports/run-store.js';
import type { BatchShape, ModelSettings, TaskDefinition, TrainingSettings } from '../domain/tasks/task.js';
import type { EncoderBundle } from './plugin-definition.js';

/** What every use case returns: plain data for `--json`, and the lines a person reads on stdout. */
export interface UseCaseReport {
  readonly lines: readonly string[];
  /** Why a long use case ended; `interrupted` makes the command exit with 130 or 143. */
  readonly stopped?: 'finished' | 'early-stop' | 'interrupted';
  /** 1 where part of what was asked could not be done, though the report says all that could; 2 where what was to be checked is not valid. */
  readonly exitCode?: 1 | 2;
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
  /** The command fails when any row is not `ok`. */
  readonly strict?: boolean;
  readonly signal: AbortSignal;
}

export interface VerifyRequest extends Omit<PrepareRequest, 'cacheFolder'> {
  readonly strict: boolean;
  /** Files are decoded as `prepare` does, not only opened. */
  readonly deep: boolean;
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
  /** Files of weights in any format, later ones win. */
  readonly weights: readonly string[];
  /** Frozen weights that are in no file, or there in another shape, start at random instead of ending the command. */
  readonly allowPartial?: boolean;
  /** Overrides of the size's settings. */
  readonly model: ModelSettings;
  /** Overrides of the recipe's settings. */
  readonly training: Partial<TrainingSettings>;
  /** Bytes that a training step may take; no bound unless given. */
  readonly memoryBudget?: number | undefined;
  /** The clips of the training split to train on; all unless given. */
  readonly trainClips?: readonly string[] | undefined;
  /** Every value with its origin, for `config.json`. */
  readonly config: Json;
  readonly signal: AbortSignal;
}

export interface EvaluateRequest {
  readonly task: TaskDefinition;
  readonly runFolder: string;
  readonly cacheFolder: string;
  readonly split: string;
  /** What plugins add to the report. */
  readonly sections?: readonly ReportSectionDefinition[];
  readonly signal: AbortSignal;
}

export interface PredictRequest {
  readonly task: TaskDefinition;
  readonly runFolder: string;
  readonly files: readonly string[];
  /** What is asked of every file, where the task answers questions. */
  readonly labels?: ClipLabels;
  /** A new folder for masks, where the task draws them. */
  readonly maskFolder?: string;
  /** A new folder for subtitles, one WebVTT file a media file. */
  readonly vttFolder?: string;
  /** A new HTML file of all predictions. */
  readonly htmlFile?: string;
  readonly signal: AbortSignal;
}

export interface ModelCostRequest {
  readonly task: TaskDefinition;
  readonly size: string;
  readonly encoder?: EncoderBundle;
  /** The adapter method that the settings name; not needed for a task's own. */
  readonly adapter?: AdapterMethod | undefined;
  /** Overrides of the settings that are counted. */
  readonly model?: ModelSettings;
  readonly classes: number;
}

export const exportFormats = ['onnx', 'safetensors'] as const;

export interface ExportRequest {
  /** Finds the task that the run names. */
  readonly task: (name: string) => Promise<TaskDefinition>;
  readonly runFolder: string;
  readonly format: (typeof exportFormats)[number];
  /** The file to write. */
  readonly path: string;
  /** Clips that the model takes at once. */
  readonly clips: number;
  /** Weights in a file of their own, whatever their size. */
  readonly externalData: boolean;
  /** Replaces a file that is there. */
  readonly force: boolean;
  /** Clips to check the file with; the cache that the run was begun on unless given. */
  readonly cacheFolder?: string;
  readonly signal: AbortSignal;
}

export interface BenchRequest {
  readonly task: TaskDefinition;
  readonly size: string;
  readonly encoder?: EncoderBundle;
  /** Overrides of the size's settings. */
  readonly model: ModelSettings;
  readonly shape: BatchShape;
  /** By name; all that avtool knows unless given. */
  readonly engines?: readonly string[];
  /** Whether the reference engine computes everything once, for the differences. */
  readonly reference: boolean;
  /** Timed runs of each graph. */
  readonly steps: number;
  /** 0: as many as each engine finds best. */
  readonly threads: number;
  readonly device: EngineDevice;
  readonly signal: AbortSignal;
}
