import type { Graph } from '../graph/graph.js';
import type { TensorValue } from '../graph/tensor.js';

/** A model for other programs: its graph changes no variable. */
export interface ExportedModel {
  readonly graph: Graph;
  /** Values of all variables of the graph, by name; files keep these names. */
  readonly weights: ReadonlyMap<string, TensorValue>;
  /** int32 inputs whose values are 0 to 255: the file takes them as bytes. */
  readonly byteInputs: readonly string[];
  /** Facts for those who use the file. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A file on the disk. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

/** A model written under a temporary name, beside where it shall be. Exactly one of `commit` and `discard` ends it; `discard` after either does nothing. */
export interface PendingModel {
  /** The files as they will be called. */
  readonly files: readonly WrittenFile[];
  /**
   * Runs the file as a program that knows nothing of avtool would.
   * @param inputs by name, of the graph's types
   */
  run(inputs: Readonly<Record<string, TensorValue>>): Promise<Record<string, TensorValue>>;
  /** Gives the files their names, replacing what was there. @throws AvtoolError WRITE_FAILED (exit 4) */
  commit(): Promise<void>;
  /** Removes what was written; what was there before stays. */
  discard(): Promise<void>;
}

/** Writes models as files that run without avtool. */
export interface ModelExporter {
  /**
   * @param externalData weights in a file of their own beside the model; models that are too large for one file have one anyway
   * @throws AvtoolError DISK_FULL, WRITE_FAILED (exit 4)
   */
  write(path: string, model: ExportedModel, options: { readonly externalData: boolean }): Promise<PendingModel>;
}
