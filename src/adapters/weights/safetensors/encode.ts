import { elementCount, formatShape } from '../../../domain/graph/shapes.js';
import type { TensorValue } from '../../../domain/graph/tensor.js';
import type { WeightFile } from '../../../domain/ports/weight-store.js';
import { storedBytes, type StoredTensor } from '../../../domain/weights/stored-tensor.js';
import { bytesOf, storedArray } from '../../files/tensor-bytes.js';
import { typeName } from './header.js';

/** Data starts at a multiple of this, as other writers have it. */
const alignmentBytes = 8;

/**
 * The bytes of a safetensors file in chunks: length, header, then each tensor in the order given.
 * @throws Error for a tensor whose numbers do not fill its shape, or the reserved name `__metadata__`
 */
export function* encodeSafetensors({ tensors, metadata }: WeightFile): Generator<Uint8Array> {
  for (const [name, value] of tensors) checkTensor(name, value);
  yield encodeHeader([...tensors].map(([name, { dtype, shape }]) => ({ name, dtype, shape })), metadata);
  for (const value of tensors.values()) yield bytesOf(storedArray(value));
}

/** Length and header of a file whose tensors follow without a gap. @throws Error for the reserved name `__metadata__` */
export function encodeHeader(tensors: readonly StoredTensor[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const entries: string[] = [`"__metadata__":${JSON.stringify(metadata)}`];
  let offset = 0;
  for (const { name, dtype, shape } of tensors) {
    if (name === '__metadata__') throw new Error('a tensor cannot have the name __metadata__');
    const end = offset + elementCount(shape) * storedBytes[dtype];
    entries.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype: typeName(dtype), shape, data_offsets: [offset, end] })}`);
    offset = end;
  }
  const header = new TextEncoder().encode(`{${entries.join(',')}}`);
  const paddedBytes = Math.ceil(header.length / alignmentBytes) * alignmentBytes;
  const start = new Uint8Array(8 + paddedBytes).fill(0x20);
  new DataView(start.buffer).setBigUint64(0, BigInt(paddedBytes), true);
  start.set(header, 8);
  return start;
}

function checkTensor(name: string, { shape, data }: TensorValue): void {
  if (data.length !== elementCount(shape)) throw new Error(`tensor ${name} has ${data.length} numbers for shape ${formatShape(shape)}`);
}
