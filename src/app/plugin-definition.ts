import type { AdapterMethod } from '../domain/adapters/adapter-method.js';
import type { DatasetDefinition } from '../domain/data/dataset.js';
import type { EngineDefinition } from '../domain/ports/engine.js';
import type { ReportSectionDefinition } from '../domain/ports/report.js';
import type { ModelSettings, TaskDefinition } from '../domain/tasks/task.js';

/** A pair of frozen encoders that a plugin ships: sizes and weights. */
export interface EncoderBundle {
  /** What `--size` takes, e.g. `scenes-tiny`. */
  readonly name: string;
  readonly description: string;
  /** Merged over the task's model settings. */
  readonly settings: ModelSettings;
  /** Merged over those, for single tasks by name. */
  readonly taskSettings?: Readonly<Record<string, ModelSettings>>;
  /** Safetensors file of the weights, relative to the plugin module; absent when the user brings them (`--weights`). */
  readonly weights: URL | undefined;
}

/** The number of the contract that this avtool speaks; raised by anything but an added optional field. */
export const contractNumber = 1;

/** The numbers that this avtool takes: its own and the one before it (there is none before 1). */
export const acceptedContracts: readonly number[] = [contractNumber - 1, contractNumber].filter((number) => number >= 1);

/** What a plugin adds. */
export interface PluginDefinition {
  readonly contract: 1;
  readonly name: string;
  readonly datasets?: readonly DatasetDefinition[];
  readonly tasks?: readonly TaskDefinition[];
  readonly encoders?: readonly EncoderBundle[];
  /** Methods that `--adapter NAME` takes. */
  readonly adapters?: readonly AdapterMethod[];
  /** What `--engine NAME` takes. */
  readonly engines?: readonly EngineDefinition[];
  /** Sections of evaluation reports, in this order after avtool's own. */
  readonly reports?: readonly ReportSectionDefinition[];
}
