import type { DatasetDefinition } from '../domain/data/dataset.js';
import type { ModelSettings, TaskDefinition } from '../domain/tasks/task.js';

/** A pair of frozen encoders that a plugin ships: sizes and weights. */
export interface EncoderBundle {
  /** What `--size` takes, e.g. `scenes-tiny`. */
  readonly name: string;
  readonly description: string;
  /** Merged over the task's model settings. */
  readonly settings: ModelSettings;
  /** Safetensors file of the weights, relative to the plugin module; absent when the user brings them (`--weights`). */
  readonly weights: URL | undefined;
}

/** What a plugin adds. `contract` is raised by anything but an added optional field. */
export interface PluginDefinition {
  readonly contract: 1;
  readonly name: string;
  readonly datasets?: readonly DatasetDefinition[];
  readonly tasks?: readonly TaskDefinition[];
  readonly encoders?: readonly EncoderBundle[];
}
