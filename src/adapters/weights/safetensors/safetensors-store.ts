import type { TensorValue } from '../../../domain/graph/tensor.js';
import type { WeightStore } from '../../../domain/ports/weight-store.js';
import { tensorValueOf, ValueFault } from '../../../domain/weights/stored-tensor.js';
import { createAtomicFile, writeAtomically } from '../../files/atomic-file.js';
import { nodeFileSystem, type FileSystem } from '../../files/file-system.js';
import { openSafetensors, openWeightFile } from '../open-weight-file.js';
import { shown, weightsFault } from '../weights-fault.js';
import { encodeHeader, encodeSafetensors } from './encode.js';

/**
 * Opens weights of every known format; keeps the project's own in safetensors files, where it reads floats as float32 and integers as int32
 * and writes float32, int32 and bool in the order given.
 */
export const createSafetensorsStore = (fileSystem: FileSystem = nodeFileSystem): WeightStore => ({
  open: openWeightFile,
  async read(path) {
    const file = await openSafetensors(path);
    try {
      const tensors = new Map<string, TensorValue>();
      for (const tensor of file.tensors) {
        try {
          tensors.set(tensor.name, tensorValueOf(await file.read(tensor)));
        } catch (error) {
          if (error instanceof ValueFault) throw weightsFault(path, 'safetensors file', `tensor ${shown(tensor.name)}: ${error.message}`, { cause: error });
          throw error;
        }
      }
      return { tensors, metadata: file.metadata };
    } finally {
      await file.close();
    }
  },
  write: (path, file) => writeAtomically(path, encodeSafetensors(file), fileSystem),
  async copy(path, tensors, value, metadata) {
    const file = await createAtomicFile(path, fileSystem);
    try {
      await file.write(encodeHeader(tensors, metadata));
      for (const tensor of tensors) await file.write((await value(tensor)).bytes);
    } catch (error) {
      await file.abort();
      throw error;
    }
    await file.commit();
  },
});
