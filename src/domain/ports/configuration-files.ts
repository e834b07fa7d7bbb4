import type { AvtoolError } from '../errors.js';
import type { Configuration } from './configuration.js';
import type { Json } from './run-store.js';

/** What the sources say, and everything that is wrong with them; faulty settings are left out of the configuration. */
export interface ConfigurationReading {
  readonly configuration: Configuration;
  readonly problems: readonly AvtoolError[];
  /** The files that were read, as messages name them. */
  readonly files: readonly string[];
}

/** `project`: the working folder; `user`: the folder of the user's settings. */
export type ConfigurationScope = 'project' | 'user';

export type ConfigurationFormat = 'json' | 'yaml';

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** The configuration as files and texts. */
export interface ConfigurationFiles {
  /** All sources, or one file alone. @throws AvtoolError FILE_MISSING (exit 3) */
  read(file?: string): Promise<ConfigurationReading>;
  /** JSON Schema, draft 2020-12, of a configuration file. */
  jsonSchema(): Json;
  /** A table of every key in Markdown. */
  markdownTable(): string;
  /** A file to begin with, and the schema file beside it that it names for editors. */
  starter(scope: ConfigurationScope, format: ConfigurationFormat): { readonly configuration: TextFile; readonly schema: TextFile };
  /** Paths of the configuration files that are in the very folder of the scope. */
  existing(scope: ConfigurationScope): Promise<readonly string[]>;
  /** `undefined` when there is none. */
  readText(path: string): Promise<string | undefined>;
  /** All or nothing; makes the folder. */
  writeText(file: TextFile): Promise<void>;
}
