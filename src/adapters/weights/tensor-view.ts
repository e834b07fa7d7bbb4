import { elementCount } from '../../domain/graph/shapes.js';
import { storedBytes, type StoredType, type StoredValue } from '../../domain/weights/stored-tensor.js';
import { readBytes, type ByteRange } from './file-bytes.js';
import { ContentFault } from './weights-fault.js';

/** A tensor within a storage: elements between neighbours along each axis, and before the first. */
export interface TensorView {
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Strides of a Fortran-order array. */
export function fortranStrides(shape: readonly number[]): number[] {
  let stride = 1;
  return shape.map((size) => {
    const own = stride;
    stride *= size;
    return own;
  });
}

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/**
 * Checks a view against its storage before memory is taken: it lies within, and has no more elements than the storage.
 * @param storageElements elements that the file holds for the storage
 * @throws ContentFault
 */
export function checkView({ dtype, shape, strides, offset }: TensorView, storageElements: number): void {
  const size = storedBytes[dtype];
  if (![...shape, ...strides, offset].every(isSize) || shape.length !== strides.length || shape.length > 32) throw new ContentFault(`its sizes [${shape.slice(0, 8).join(', ')}], strides [${strides.slice(0, 8).join(', ')}] and offset ${offset} are no view`);
  const count = elementCount(shape);
  if (count === 0) return;
  if (count > storageElements) throw new ContentFault(`its shape [${shape.slice(0, 8).join(', ')}] needs ${count * size} bytes, and its storage holds ${storageElements * size}`);
  const last = lastElement(shape, strides, offset);
  if (last >= storageElements) throw new ContentFault(`it reaches to byte ${(last + 1) * size} of a storage of ${storageElements * size} bytes`);
}

const lastElement = (shape: readonly number[], strides: readonly number[], offset: number): number => shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis], offset);

/** Reads a view, checked by {@link checkView}, as row-major elements. @param storage the bytes of the storage */
export async function readView(view: TensorView, storage: ByteRange): Promise<StoredValue> {
  const { dtype, shape, strides, offset } = view;
  const size = storedBytes[dtype];
  const count = elementCount(shape);
  if (count === 0) return { dtype, shape, bytes: new Uint8Array(0) };
  const span = lastElement(shape, strides, 0) + 1;
  const stored = await readBytes(storage, offset * size, span * size);
  if (isRowMajor(shape, strides)) return { dtype, shape, bytes: stored };
  return { dtype, shape, bytes: gathered(stored, shape, strides, size) };
}

const isRowMajor = (shape: readonly number[], strides: readonly number[]): boolean => {
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== stride) return false;
    stride *= shape[axis];
  }
  return true;
};

/** Copies elements of `size` bytes to where row-major order wants them. */
function gathered(stored: Uint8Array, shape: readonly number[], strides: readonly number[], size: number): Uint8Array<ArrayBuffer> {
  const count = elementCount(shape);
  const bytes = new Uint8Array(count * size);
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < count; to++) {
    for (let byte = 0; byte < size; byte++) bytes[to * size + byte] = stored[from * size + byte];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= shape[axis] * strides[axis];
      index[axis] = 0;
    }
  }
  return bytes;
}
