import type { StoredType } from '../../../domain/weights/stored-tensor.js';
import { ContentFault, shown } from '../weights-fault.js';
import { plain } from './pickle-calls.js';
import type { PickleGlobal, PickleTensor } from './pickle-values.js';

/** Element types by storage class and by PyTorch's own name. */
const types: ReadonlyMap<string, StoredType> = new Map([
  ['DoubleStorage', 'float64'],
  ['FloatStorage', 'float32'],
  ['HalfStorage', 'float16'],
  ['BFloat16Storage', 'bfloat16'],
  ['LongStorage', 'int64'],
  ['IntStorage', 'int32'],
  ['ShortStorage', 'int16'],
  ['CharStorage', 'int8'],
  ['ByteStorage', 'uint8'],
  ['BoolStorage', 'bool'],
  ['float64', 'float64'],
  ['float32', 'float32'],
  ['float16', 'float16'],
  ['bfloat16', 'bfloat16'],
  ['int64', 'int64'],
  ['int32', 'int32'],
  ['int16', 'int16'],
  ['int8', 'int8'],
  ['uint8', 'uint8'],
  ['bool', 'bool'],
]);

/** @throws ContentFault naming the tensor and a type that avtool does not read */
export function typeOf(name: string, { type, storage }: PickleTensor): StoredType {
  const global = type ?? storage.type;
  const found = storedTypeOf(global);
  if (found === undefined) throw new ContentFault(`tensor ${shown(name)} has the type ${plain(global.path)}, which avtool does not read`, 'save it as float32, in Python: tensor.float()');
  return found;
}

/** By the name of a storage class or a type of `torch`. */
export const storedTypeOf = ({ module, name }: PickleGlobal): StoredType | undefined => (['torch', 'torch.cuda', 'torch.storage'].includes(module) ? types.get(name) : undefined);
