import { createHash } from 'node:crypto';
import type { TensorValue } from '../../../domain/graph/tensor.js';
import { bytesOf, storedArray } from '../../files/tensor-bytes.js';

/** SHA-256 (hexadecimal) over the progress text and every tensor's name, type, shape and stored bytes, by name: whatever is damaged changes it. */
export function checkpointDigest(progress: string, tensors: ReadonlyMap<string, TensorValue>): string {
  const hash = createHash('sha256').update(JSON.stringify(progress));
  for (const [name, value] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(JSON.stringify([name, value.dtype, value.shape])).update(bytesOf(storedArray(value)));
  }
  return hash.digest('hex');
}
