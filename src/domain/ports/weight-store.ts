import type { TensorValue } from '../graph/tensor.js';
import type { StoredTensor, StoredValue } from '../weights/stored-tensor.js';

export interface WeightFile {
  readonly tensors: ReadonlyMap<string, TensorValue>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** An open file of any known format, checked against its size. Tensors are read one by one, when asked for. */
export interface OpenWeights {
  /** For people, e.g. `PyTorch (zip)`. */
  readonly format: string;
  /** Each name once. */
  readonly tensors: readonly StoredTensor[];
  /** Texts and numbers beside the tensors. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Values beside the tensors that are not read, by their keys, e.g. `optimizer_states`. */
  readonly skipped: readonly string[];
  /** @throws AvtoolError WEIGHTS_DAMAGED (exit 2) naming the tensor */
  read(tensor: StoredTensor): Promise<StoredValue>;
  close(): Promise<void>;
}

/** Tensors in files. Reading never runs what a file says and never allocates more than the file holds. */
export interface WeightStore {
  /** Opens a file of any format that avtool reads, told by its content. @throws AvtoolError naming file and fault (missing: exit 3, damaged or unknown: exit 2) */
  open(path: string): Promise<OpenWeights>;
  /** All tensors of a safetensors file. @throws AvtoolError naming file and fault (missing: exit 3, damaged: exit 2) */
  read(path: string): Promise<WeightFile>;
  /** Writes under a temporary name, flushes, renames. @throws AvtoolError when the disk is full (exit 4); the file that was there stays */
  write(path: string, file: WeightFile): Promise<void>;
  /** Writes tensors in their stored types, asking for one after the other, as {@link write} does. */
  copy(path: string, tensors: readonly StoredTensor[], value: (tensor: StoredTensor) => Promise<StoredValue>, metadata: Readonly<Record<string, string>>): Promise<void>;
}
