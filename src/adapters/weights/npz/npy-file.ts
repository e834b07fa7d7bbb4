import { elementCount, stridesOf } from '../../../domain/graph/shapes.js';
import { MediaFault } from '../../../domain/ports/media.js';
import { numbersOf } from '../../../domain/weights/stored-tensor.js';
import { openFileBytes, rangeOf } from '../file-bytes.js';
import { checkView, fortranStrides, readView, type TensorView } from '../tensor-view.js';
import { ContentFault } from '../weights-fault.js';
import { readNpyHeader } from './npy-header.js';

/** Largest array of samples that is read: an hour and a half at 48 kHz. */
const mostElements = 2 ** 28;

/**
 * The numbers of a `.npy` file in row-major order; whole numbers of 16 bits are samples and become −1…1.
 * @throws MediaFault for a file that is no array of numbers; Python objects are refused, not unpickled
 */
export async function readNpyFile(path: string): Promise<Float32Array> {
  try {
    const bytes = await openFileBytes(path);
    try {
      const { dtype, shape, fortran, begin } = await readNpyHeader(bytes);
      const view: TensorView = { dtype, shape, strides: fortran ? fortranStrides(shape) : stridesOf(shape), offset: 0 };
      if (elementCount(shape) > mostElements) throw new ContentFault(`its shape [${shape.slice(0, 8).join(', ')}] is too large for sound`);
      checkView(view, elementCount(shape));
      const value = await readView(view, rangeOf(bytes, begin, bytes.size - begin));
      const numbers = numbersOf(value);
      const scale = dtype === 'int16' ? 1 / 32_768 : 1;
      return Float32Array.from({ length: numbers.length }, (_, k) => scale * Number(numbers[k]));
    } finally {
      await bytes.close();
    }
  } catch (error) {
    if (error instanceof ContentFault) throw new MediaFault('unreadable', path, error.message);
    throw error;
  }
}
