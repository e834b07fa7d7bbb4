import type { ModelSettings, TrainingSettings } from '../tasks/task.js';
import type { Json } from './run-store.js';

/** What can be configured; everything that is absent has its default in the recipe or the command. */
export interface ConfigurationValues {
  readonly engine: { readonly train: EngineName; readonly infer: EngineName; /** 0: as many as there are cores. */ readonly threads: number };
  readonly media: { readonly decoder: DecoderPreference };
  readonly train: Partial<TrainingSettings>;
  readonly model: ModelSettings;
  readonly data: { readonly dataset?: string; readonly folder?: string; readonly cache?: string };
}

export const engineNames = ['onnxruntime', 'reference'] as const;
export type EngineName = (typeof engineNames)[number];

export const decoderPreferences = ['auto', 'node-av', 'ffmpeg'] as const;
export type DecoderPreference = (typeof decoderPreferences)[number];

/** One configured value and where it comes from, e.g. `flag --lr` or `avtool.config.json:4`. */
export interface ConfigurationEntry {
  readonly key: string;
  readonly value: Json;
  readonly origin: string;
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
