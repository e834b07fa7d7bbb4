import type { TensorValue } from '../../../domain/graph/tensor.js';
import type { WeightStore } from '../../../domain/ports/weight-store.js';
import { writeAtomically } from '../../files/atomic-file.js';
import { nodeFileSystem, type FileSystem } from '../../files/file-system.js';
import { encodeSafetensors } from './encode.js';
import { openSafetensors } from './safetensors-file.js';

/**
 * Weights in safetensors files (https://github.com/huggingface/safetensors, "Format"). Reads F64, F32, F16, BF16 as float32, I64, I32, U8 as int32
 * and BOOL; writes float32, int32 and bool in the order given.
 */
export const createSafetensorsStore = (fileSystem: FileSystem = nodeFileSystem): WeightStore => ({
  async read(path) {
    const file = await openSafetensors(path);
    try {
      const tensors = new Map<string, TensorValue>();
      for (const tensor of file.tensors) tensors.set(tensor.name, await file.read(tensor));
      return { tensors, metadata: file.metadata };
    } finally {
      await file.close();
    }
  },
  write: (path, file) => writeAtomically(path, encodeSafetensors(file), fileSystem),
});
