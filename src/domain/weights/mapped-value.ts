import type { MappedTensor } from './map-weights.js';
import { storedBytes, type StoredTensor, type StoredValue } from './stored-tensor.js';

/** Reads what a mapped tensor is made of and puts it together; its type stays. */
export async function mappedValue({ dtype, shape, sources, transposed }: MappedTensor, read: (tensor: StoredTensor) => Promise<StoredValue>): Promise<StoredValue> {
  if (sources.length === 1) {
    const value = await read(sources[0]);
    return { dtype, shape, bytes: transposed ? transposedBytes(value) : value.bytes };
  }
  const blocks: Uint8Array[] = [];
  for (const source of sources) blocks.push((await read(source)).bytes);
  const bytes = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0));
  blocks.reduce((at, block) => (bytes.set(block, at), at + block.length), 0);
  return { dtype, shape, bytes };
}

/** @param value of a matrix [rows, columns] @returns the bytes of [columns, rows] */
function transposedBytes({ dtype, shape: [rows, columns], bytes }: StoredValue): Uint8Array<ArrayBuffer> {
  const size = storedBytes[dtype];
  const turned = new Uint8Array(bytes.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = (row * columns + column) * size;
      turned.set(bytes.subarray(from, from + size), (column * rows + row) * size);
    }
  }
  return turned;
}
