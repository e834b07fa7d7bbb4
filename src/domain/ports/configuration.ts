import type { ModelSettings, TrainingSettings } from '../tasks/task.js';
import type { Json } from './run-store.js';

/** What can be configured; everything that is absent has its default in the recipe or the command. */
export interface ConfigurationValues {
  readonly engine: EngineValues;
  readonly media: { readonly decoder: DecoderPreference };
  readonly train: Partial<TrainingSettings> & { /** Bytes that a training step may take. */ readonly memoryBudget?: number };
  readonly model: ModelSettings;
  readonly data: { readonly dataset?: string; readonly folder?: string; readonly cache?: string };
}

/** Engines by name: whether a name is known is asked where engines are made, since plugins bring engines too. */
export interface EngineValues {
  readonly train: string;
  readonly infer: string;
  readonly device: EngineDevice;
  /** 0: as many as there are cores. */
  readonly threads: number;
}

export const engineDevices = ['auto', 'cpu', 'cuda', 'tensorrt', 'webgpu', 'coreml', 'dml'] as const;
export type EngineDevice = (typeof engineDevices)[number];

export const decoderPreferences = ['auto', 'node-av', 'ffmpeg'] as const;
export type DecoderPreference = (typeof decoderPreferences)[number];

/** One configured value and where it comes from, e.g. `flag --lr` or `avtool.config.json:4`. */
export interface ConfigurationEntry {
  readonly key: string;
  readonly value: Json;
  readonly origin: string;
  /** What weaker sources say of the key, strongest first. */
  readonly weaker?: readonly { readonly value: Json; readonly origin: string }[];
}

/** Flags, files and environment made one; `entries` name the origin of every value, sorted by key. */
export interface Configuration {
  readonly values: ConfigurationValues;
  readonly entries: readonly ConfigurationEntry[];
}

/** A flag of the command line that sets a configuration key; the value is text, its type comes from the schema. */
export interface FlagOverride {
  readonly key: string;
  readonly value: string;
  /** E.g. `--lr`. */
  readonly flag: string;
}
