import { elementCount, stridesOf } from '../../../domain/graph/shapes.js';
import { storedBytes, type StoredTensor } from '../../../domain/weights/stored-tensor.js';
import { rangeOf } from '../file-bytes.js';
import { checkView, fortranStrides, readView, type TensorView } from '../tensor-view.js';
import type { WeightContents } from '../weight-contents.js';
import { ContentFault, shown } from '../weights-fault.js';
import type { ZipArchive, ZipPart } from '../zip/zip-archive.js';
import { readNpyHeader } from './npy-header.js';

/** Arrays of a file of `numpy.savez`, stored or deflated. @throws ContentFault naming the array; arrays of Python objects are refused, not unpickled */
export async function readNpz(archive: ZipArchive): Promise<WeightContents> {
  const found = new Map<string, { readonly tensor: StoredTensor; readonly view: TensorView; readonly part: ZipPart; readonly begin: number }>();
  for (const [file, part] of archive) {
    if (!file.endsWith('.npy')) continue;
    const name = file.slice(0, -'.npy'.length);
    try {
      const { dtype, shape, fortran, begin } = await readNpyHeader(await part.open());
      const view: TensorView = { dtype, shape, strides: fortran ? fortranStrides(shape) : stridesOf(shape), offset: 0 };
      const needed = elementCount(shape) * storedBytes[dtype];
      if (needed !== part.size - begin) throw new ContentFault(`its shape [${shape.slice(0, 8).join(', ')}] needs ${needed} bytes, and it has ${part.size - begin}`);
      checkView(view, elementCount(shape));
      found.set(name, { tensor: { name, dtype, shape }, view, part, begin });
    } catch (error) {
      throw error instanceof ContentFault ? new ContentFault(`array ${shown(name)}: ${error.message}`, error.fix) : error;
    }
  }
  return {
    format: 'NumPy (.npz)',
    tensors: [...found.values()].map(({ tensor }) => tensor),
    metadata: {},
    skipped: [...archive.keys()].filter((file) => !file.endsWith('.npy')),
    async read({ name }) {
      const place = found.get(name);
      if (place === undefined) throw new Error(`no array ${name}`);
      return readView(place.view, rangeOf(await place.part.open(), place.begin, place.part.size - place.begin));
    },
  };
}
