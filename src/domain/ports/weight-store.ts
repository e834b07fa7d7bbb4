import type { TensorValue } from '../graph/tensor.js';

export interface WeightFile {
  readonly tensors: ReadonlyMap<string, TensorValue>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Tensors in files. Reading never runs what a file says and never allocates more than the file holds. */
export interface WeightStore {
  /** @throws AvtoolError naming file and fault (missing: exit 3, damaged: exit 2) */
  read(path: string): Promise<WeightFile>;
  /** Writes under a temporary name, flushes, renames. @throws AvtoolError when the disk is full (exit 4); the file that was there stays */
  write(path: string, file: WeightFile): Promise<void>;
}
