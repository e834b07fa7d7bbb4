import { readFileSync } from 'node:fs';
import type { TensorValue } from '../../../src/domain/graph/tensor.js';

interface StoredEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Reads the safetensors file of a case; its types are F32 and I32. */
export function readStoredArrays(path: string): ReadonlyMap<string, TensorValue> {
  const bytes = readFileSync(path);
  const headerBytes = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerBytes)) as Record<string, StoredEntry>;
  const arrays = new Map<string, TensorValue>();
  for (const [name, { dtype, shape, data_offsets: [begin, end] }] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const part = bytes.buffer.slice(bytes.byteOffset + 8 + headerBytes + begin, bytes.byteOffset + 8 + headerBytes + end);
    if (dtype === 'F32') arrays.set(name, { dtype: 'float32', shape, data: new Float32Array(part) });
    else if (dtype === 'I32') arrays.set(name, { dtype: 'int32', shape, data: new Int32Array(part) });
    else throw new Error(`${path}: array "${name}" has type ${dtype}`);
  }
  return arrays;
}
