import { ContentFault, shown } from '../weights-fault.js';
import { isTuple, PickleDict, PickleGlobal, PickleList, PickleObject, PickleStorage, PickleTensor, type PickleValue } from './pickle-values.js';

const stateDictFix = 'save its tensors instead, in Python: torch.save(model.state_dict(), "weights.pt")';

/** Classes that become plain data: what they were made from and their fields, nothing else. */
const plainClasses: ReadonlySet<string> = new Set([
  'argparse.Namespace',
  'types.SimpleNamespace',
  'easydict.EasyDict',
  'pytorch_lightning.utilities.parsing.AttributeDict',
  'lightning_fabric.utilities.data.AttributeDict',
  'collections.Counter',
  'collections.defaultdict',
  'collections.deque',
  'builtins.complex',
  'builtins.slice',
  'builtins.range',
  'builtins.bytearray',
  'datetime.datetime',
  'datetime.timedelta',
  'pathlib.PosixPath',
  'pathlib.PurePosixPath',
  'pathlib.WindowsPath',
  'pathlib._local.PosixPath',
  'numpy.dtype',
  'numpy.ndarray',
  'numpy.core.multiarray.scalar',
  'numpy._core.multiarray.scalar',
  'numpy.core.multiarray._reconstruct',
  'numpy._core.multiarray._reconstruct',
  '_codecs.encode',
  'torch.Size',
  'torch.device',
]);

/** Allows that many values to be copied, in all no more than the pickle has bytes. @throws ContentFault */
export type Spend = (values: number) => void;
type Call = (values: readonly PickleValue[], spend: Spend) => PickleValue;

/** Functions that put tensors and containers together, in our own words. */
const calls: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['torch._utils._rebuild_tensor', (values) => tensorOf(values)],
  ['torch._utils._rebuild_tensor_v2', (values) => tensorOf(values)],
  ['torch._utils._rebuild_tensor_v3', (values) => tensorOf(values, values[6])],
  ['torch._utils._rebuild_parameter', ([data]) => data],
  ['torch._utils._rebuild_parameter_with_state', ([data]) => data],
  ['torch._tensor._rebuild_from_type_v2', ([call, , values], spend) => (call instanceof PickleGlobal && isTuple(values) && call.path !== 'torch._tensor._rebuild_from_type_v2' ? callOf(call, values, spend) : fault('a tensor of its own class has another form than PyTorch writes'))],
  ['collections.OrderedDict', ([pairs], spend) => dictOf(pairs, spend)],
  ['builtins.dict', ([pairs], spend) => dictOf(pairs, spend)],
  ['builtins.set', ([items]) => items ?? []],
  ['builtins.frozenset', ([items]) => items ?? []],
  ...['intlist', 'tensorlist', 'doublelist', 'boollist'].map((kind): [string, Call] => [`torch.jit._pickle.build_${kind}`, ([items]) => items]),
  ['torch.jit._pickle.restore_type_tag', ([value]) => value],
]);

/**
 * What a call of a pickle gives: tensors and containers, inert data for a few harmless classes. Nothing of Python is run or imitated beyond that.
 * @throws ContentFault naming every other function or class
 */
export function callOf(callee: PickleValue, values: readonly PickleValue[], spend: Spend): PickleValue {
  if (!(callee instanceof PickleGlobal)) return fault('it calls something that is no function');
  // Python 2 wrote the other name.
  const path = callee.path.replace(/^__builtin__\./, 'builtins.');
  const call = calls.get(path);
  if (call !== undefined) return call(values, spend);
  if (plainClasses.has(path) || isScripted(callee)) return new PickleObject(callee, values);
  throw new ContentFault(`it would call ${plain(callee.path)}, and avtool runs nothing that a file says`, `a file of your own: ${stateDictFix}; one from elsewhere: do not open it with PyTorch either`);
}

/** What a pickle gives for a new object of a class. @throws ContentFault naming the class */
export function newObjectOf(type: PickleValue, values: readonly PickleValue[], spend: Spend): PickleValue {
  if (type instanceof PickleGlobal && (calls.has(type.path) || plainClasses.has(type.path) || isScripted(type))) return callOf(type, values, spend);
  if (!(type instanceof PickleGlobal)) return fault('it makes an object of something that is no class');
  throw new ContentFault(`it holds a whole object of the class ${plain(type.path)}, not a state dict; avtool makes no objects that a file names`, stateDictFix);
}

/** Modules of TorchScript archives: their fields are data, their code is not read. */
const isScripted = ({ module }: PickleGlobal): boolean => module === '__torch__' || module.startsWith('__torch__.');

/** A name as it stands where it is an ordinary one, quoted where it is not. */
export const plain = (path: string): string => (/^[\w.<>]{1,200}$/.test(path) ? path : shown(path));

function tensorOf(values: readonly PickleValue[], type?: PickleValue): PickleValue {
  const [storage, offset, shape, strides] = values;
  if (!(storage instanceof PickleStorage) || typeof offset !== 'number') return fault('a tensor has another form than PyTorch writes');
  return new PickleTensor(storage, storage.offset + offset, numbersOf(shape), numbersOf(strides), type instanceof PickleGlobal ? type : undefined);
}

function numbersOf(value: PickleValue): readonly number[] {
  const list = value instanceof PickleObject ? value.content : value;
  const items = isTuple(list) && list.length === 1 && isTuple(list[0]) ? list[0] : list;
  if (!isTuple(items) || items.length > 64) return fault('the sizes of a tensor are no numbers');
  return items.map((item) => (typeof item === 'number' ? item : typeof item === 'bigint' ? Number(item) : fault('the sizes of a tensor are no numbers')));
}

function dictOf(pairs: PickleValue | undefined, spend: Spend): PickleDict {
  const dict = new PickleDict();
  if (pairs === undefined) return dict;
  const items = pairs instanceof PickleList ? pairs.items : isTuple(pairs) ? pairs : pairs instanceof PickleDict ? [...pairs.entries] : [];
  spend(items.length);
  for (const pair of items) {
    const [key, value] = pair instanceof PickleList ? pair.items : isTuple(pair) ? pair : [];
    if (key === undefined || value === undefined) return fault('a dictionary is made of something that is no pairs');
    dict.entries.set(key, value);
  }
  return dict;
}

function fault(message: string): never {
  throw new ContentFault(message);
}
