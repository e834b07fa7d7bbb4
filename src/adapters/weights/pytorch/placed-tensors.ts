import { storedBytes, type StoredTensor } from '../../../domain/weights/stored-tensor.js';
import type { ByteRange } from '../file-bytes.js';
import { checkView, readView, type TensorView } from '../tensor-view.js';
import type { WeightContents } from '../weight-contents.js';
import { ContentFault, shown } from '../weights-fault.js';
import type { PickleTensor } from './pickle-values.js';
import { typeOf } from './tensor-types.js';

/** Bytes that tensors lie in. */
export interface Storage {
  readonly size: number;
  open(): Promise<ByteRange>;
}

/** Tensors in their storages, each checked to lie within. @throws ContentFault naming the tensor */
export function placeTensors(tensors: ReadonlyMap<string, PickleTensor>, storage: (key: string) => Storage | undefined): Pick<WeightContents, 'tensors' | 'read'> {
  const places = new Map<string, { readonly tensor: StoredTensor; readonly view: TensorView; readonly storage: Storage }>();
  for (const [name, tensor] of tensors) {
    const { shape, strides, offset } = tensor;
    const dtype = typeOf(name, tensor);
    const found = storage(tensor.storage.key);
    if (found === undefined) throw new ContentFault(`tensor ${shown(name)} lies in the storage ${shown(tensor.storage.key)}, which is not in the file`);
    const view = { dtype, shape, strides, offset };
    try {
      checkView(view, Math.floor(found.size / storedBytes[dtype]));
    } catch (error) {
      throw error instanceof ContentFault ? new ContentFault(`tensor ${shown(name)}: ${error.message}`) : error;
    }
    places.set(name, { tensor: { name, dtype, shape }, view, storage: found });
  }
  return {
    tensors: [...places.values()].map(({ tensor }) => tensor),
    async read({ name }) {
      const place = places.get(name);
      if (place === undefined) throw new Error(`no tensor ${name}`);
      return readView(place.view, await place.storage.open());
    },
  };
}
