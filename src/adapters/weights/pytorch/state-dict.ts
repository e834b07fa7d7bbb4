import { ContentFault, shown } from '../weights-fault.js';
import { PickleDict, PickleObject, PickleTensor, type PickleValue } from './pickle-values.js';

export interface StateDict {
  readonly tensors: ReadonlyMap<string, PickleTensor>;
  /** Texts and numbers beside the tensors. */
  readonly metadata: Readonly<Record<string, string>>;
  /** What else stands beside the tensors, by its keys. */
  readonly skipped: readonly string[];
}

/** Keys under which programs keep a model beside other things, the likeliest first. */
const modelKeys = ['state_dict', 'model_state_dict', 'model', 'module', 'net', 'params', 'weights'];
/** Deeper is no module. */
const deepest = 64;
const longestText = 200;
const longestName = 1000;

/**
 * The tensors of a checkpoint by their names: those of the one entry that holds the model where there is such a key, else all, names joined by points.
 * Modules of TorchScript archives count as dictionaries of their fields.
 * @throws ContentFault where there are none, or two of one name
 */
export function stateDictOf(root: PickleValue): StateDict {
  const top = fieldsOf(root);
  const model = modelKeys.find((key) => !(top.get(key) instanceof PickleTensor) && collect(top.get(key) ?? null).tensors.size > 0);
  const { tensors, used } = collect(model === undefined ? root : (top.get(model) ?? null));
  if (tensors.size === 0) throw new ContentFault('it holds no tensors by names', 'save a state dict, in Python: torch.save(model.state_dict(), "weights.pt")');
  const beside = [...top].filter(([key]) => (model === undefined ? !used.has(key) : key !== model));
  const facts = beside.filter((entry): entry is [string, string | number | boolean] => ['string', 'number', 'boolean'].includes(typeof entry[1]));
  return {
    tensors,
    metadata: Object.fromEntries(facts.map(([key, value]) => [key, String(value).slice(0, longestText)])),
    skipped: beside.filter(([, value]) => typeof value === 'object' && value !== null).map(([key]) => key),
  };
}

/** Named entries of a dictionary or of a module's fields. */
function fieldsOf(value: PickleValue | undefined): ReadonlyMap<string, PickleValue> {
  const dict = value instanceof PickleObject ? value.state : value;
  if (!(dict instanceof PickleDict)) return new Map();
  return new Map([...dict.entries].flatMap(([key, entry]): [string, PickleValue][] => (typeof key === 'string' || typeof key === 'number' ? [[String(key), entry]] : [])));
}

interface Collected {
  readonly tensors: ReadonlyMap<string, PickleTensor>;
  /** First parts of their names. */
  readonly used: ReadonlySet<string>;
}

/** Walks without recursion; a container that stands in more than one place is entered once. */
function collect(root: PickleValue): Collected {
  const tensors = new Map<string, PickleTensor>();
  const used = new Set<string>();
  const entered = new Set<PickleValue>();
  const open: { readonly value: PickleValue; readonly path: readonly string[] }[] = [{ value: root, path: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path } = next;
    if (entered.has(value) || path.length > deepest) continue;
    entered.add(value);
    const inner: typeof open = [];
    for (const [key, entry] of fieldsOf(value)) {
      const parts = [...path, key];
      if (entry instanceof PickleTensor) {
        const name = joined(parts);
        if (tensors.has(name)) throw new ContentFault(`it holds two tensors named ${shown(name)}`);
        tensors.set(name, entry);
        used.add(parts[0]);
      } else if (entry instanceof PickleDict || entry instanceof PickleObject) inner.push({ value: entry, path: parts });
    }
    // The last one is taken first: names come in the order of the file.
    for (const entry of inner.reverse()) open.push(entry);
  }
  return { tensors, used };
}

function joined(parts: readonly string[]): string {
  if (parts.reduce((sum, part) => sum + part.length, 0) > longestName) throw new ContentFault(`the name of a tensor has more than ${longestName} letters`);
  return parts.join('.');
}
