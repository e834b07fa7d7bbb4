import { ContentFault, shown } from '../weights-fault.js';
import { callOf, newObjectOf, plain, type Spend } from './pickle-calls.js';
import type { PickleReader } from './pickle-reader.js';
import { isTuple, PickleDict, PickleGlobal, PickleList, PickleObject, PickleStorage, type PickleValue } from './pickle-values.js';

/** Where a sequence of values begins on the stack. */
const mark = Symbol('mark');
type Slot = PickleValue | typeof mark;

/** The newest protocol of Python 3.8 and later. */
const newestProtocol = 5;

/**
 * Reads one pickle as data (Python's pickletools, protocols 2 to 5 and what they keep of 0 and 1). A loop over a stack of its own: no input makes it recurse,
 * and each instruction takes memory in proportion to its bytes.
 * @param onStorage hears of each storage that the pickle refers to
 * @returns the value; the reader stands behind the pickle
 * @throws ContentFault for what is cut off or damaged, and for every function and class that is not among the few known ones
 */
export function readPickle(reader: PickleReader, onStorage: (storage: PickleStorage) => void = () => undefined): PickleValue {
  const stack: Slot[] = [];
  const memo = new Map<number, PickleValue>();
  let copied = 0;
  const spend = (values: number): void => {
    copied += values;
    if (copied > reader.size) throw new ContentFault('its pickle copies the same values again and again');
  };

  const pop = (): PickleValue => {
    const value = stack.pop();
    if (value === undefined || value === mark) throw damaged(reader);
    return value;
  };
  const top = (): PickleValue => {
    const value = stack.at(-1);
    if (value === undefined || value === mark) throw damaged(reader);
    return value;
  };
  const popToMark = (): PickleValue[] => {
    const from = stack.lastIndexOf(mark);
    if (from < 0) throw damaged(reader);
    const values = stack.splice(from) as (typeof mark | PickleValue)[];
    return values.filter((value): value is PickleValue => value !== mark);
  };
  const tuple = (size: number): void => {
    if (stack.length < size) throw damaged(reader);
    const values: PickleValue[] = [];
    for (let index = 0; index < size; index++) values.unshift(pop());
    stack.push(values);
  };
  const get = (index: number): void => {
    const value = memo.get(index);
    if (value === undefined) throw damaged(reader);
    stack.push(value);
  };
  const append = (items: readonly PickleValue[]): void => {
    const list = top();
    if (list instanceof PickleList) for (const item of items) list.items.push(item);
    else if (!(list instanceof PickleObject)) throw damaged(reader);
  };
  const setItems = (items: readonly PickleValue[]): void => {
    const dict = top();
    if (items.length % 2 !== 0) throw damaged(reader);
    if (dict instanceof PickleDict) for (let index = 0; index < items.length; index += 2) dict.entries.set(items[index], items[index + 1]);
    else if (!(dict instanceof PickleObject)) throw damaged(reader);
  };
  const build = (): void => {
    const state = pop();
    const object = top();
    if (object instanceof PickleObject) object.state = state;
    // Ordered dictionaries carry attributes of their own, which hold no tensors.
    else if (!(object instanceof PickleDict)) throw damaged(reader);
  };

  for (;;) {
    const opcode = reader.uint8();
    switch (opcode) {
      case 0x80: {
        const protocol = reader.uint8();
        if (protocol > newestProtocol) throw new ContentFault(`its pickle has protocol ${protocol}, and avtool reads up to ${newestProtocol}`);
        break;
      }
      case 0x95: // FRAME: its length is known from the instructions
        reader.take(8);
        break;
      case 0x2e: // STOP
        return pop();
      case 0x28: // MARK
        stack.push(mark);
        break;
      case 0x30: // POP
        if (stack.pop() === undefined) throw damaged(reader);
        break;
      case 0x31: // POP_MARK
        popToMark();
        break;
      case 0x32: // DUP
        stack.push(top());
        break;
      case 0x4e: // NONE
        stack.push(null);
        break;
      case 0x88: // NEWTRUE
      case 0x89: // NEWFALSE
        stack.push(opcode === 0x88);
        break;
      case 0x49: // INT
      case 0x4c: // LONG
        stack.push(integerOfLine(reader));
        break;
      case 0x46: // FLOAT
        stack.push(Number(reader.line()));
        break;
      case 0x4a: // BININT
        stack.push(reader.int32());
        break;
      case 0x4b: // BININT1
        stack.push(reader.uint8());
        break;
      case 0x4d: // BININT2
        stack.push(reader.uint16());
        break;
      case 0x8a: // LONG1
        stack.push(reader.integer(reader.uint8()));
        break;
      case 0x8b: // LONG4
        stack.push(reader.integer(reader.uint32()));
        break;
      case 0x47: // BINFLOAT
        stack.push(reader.float64());
        break;
      case 0x53: // STRING: quoted
        stack.push(reader.line().slice(1, -1));
        break;
      case 0x56: // UNICODE
        stack.push(reader.line());
        break;
      case 0x55: // SHORT_BINSTRING
      case 0x8c: // SHORT_BINUNICODE
        stack.push(reader.text(reader.uint8()));
        break;
      case 0x54: // BINSTRING
      case 0x58: // BINUNICODE
        stack.push(reader.text(reader.uint32()));
        break;
      case 0x8d: // BINUNICODE8
        stack.push(reader.text(reader.uint64()));
        break;
      case 0x43: // SHORT_BINBYTES
        stack.push(reader.take(reader.uint8()));
        break;
      case 0x42: // BINBYTES
        stack.push(reader.take(reader.uint32()));
        break;
      case 0x8e: // BINBYTES8
      case 0x96: // BYTEARRAY8
        stack.push(reader.take(reader.uint64()));
        break;
      case 0x5d: // EMPTY_LIST
      case 0x8f: // EMPTY_SET
        stack.push(new PickleList());
        break;
      case 0x7d: // EMPTY_DICT
        stack.push(new PickleDict());
        break;
      case 0x29: // EMPTY_TUPLE
        stack.push([]);
        break;
      case 0x85: // TUPLE1 to TUPLE3
      case 0x86:
      case 0x87:
        tuple(opcode - 0x84);
        break;
      case 0x74: // TUPLE
        stack.push(popToMark());
        break;
      case 0x6c: // LIST
      case 0x91: { // FROZENSET
        const items = popToMark();
        stack.push(new PickleList());
        append(items);
        break;
      }
      case 0x64: { // DICT
        const items = popToMark();
        stack.push(new PickleDict());
        setItems(items);
        break;
      }
      case 0x61: // APPEND
        append([pop()]);
        break;
      case 0x65: // APPENDS
      case 0x90: // ADDITEMS
        append(popToMark());
        break;
      case 0x73: { // SETITEM
        const value = pop();
        setItems([pop(), value]);
        break;
      }
      case 0x75: // SETITEMS
        setItems(popToMark());
        break;
      case 0x67: // GET
        get(Number(reader.line()));
        break;
      case 0x68: // BINGET
        get(reader.uint8());
        break;
      case 0x6a: // LONG_BINGET
        get(reader.uint32());
        break;
      case 0x70: // PUT
        memo.set(Number(reader.line()), top());
        break;
      case 0x71: // BINPUT
        memo.set(reader.uint8(), top());
        break;
      case 0x72: // LONG_BINPUT
        memo.set(reader.uint32(), top());
        break;
      case 0x94: // MEMOIZE
        memo.set(memo.size, top());
        break;
      case 0x63: // GLOBAL
        stack.push(new PickleGlobal(reader.line(), reader.line()));
        break;
      case 0x93: { // STACK_GLOBAL
        const [name, module] = [pop(), pop()];
        if (typeof module !== 'string' || typeof name !== 'string') throw damaged(reader);
        stack.push(new PickleGlobal(module, name));
        break;
      }
      case 0x52: { // REDUCE
        const values = pop();
        if (!isTuple(values)) throw damaged(reader);
        stack.push(callOf(pop(), values, spend));
        break;
      }
      case 0x81: { // NEWOBJ
        const values = pop();
        if (!isTuple(values)) throw damaged(reader);
        stack.push(newObjectOf(pop(), values, spend));
        break;
      }
      case 0x92: { // NEWOBJ_EX
        pop();
        const values = pop();
        if (!isTuple(values)) throw damaged(reader);
        stack.push(newObjectOf(pop(), values, spend));
        break;
      }
      case 0x6f: { // OBJ
        const [type, ...values] = popToMark();
        if (type === undefined) throw damaged(reader);
        stack.push(newObjectOf(type, values, spend));
        break;
      }
      case 0x69: { // INST
        const type = new PickleGlobal(reader.line(), reader.line());
        stack.push(callOf(type, popToMark(), spend));
        break;
      }
      case 0x62: // BUILD
        build();
        break;
      case 0x51: // BINPERSID
        stack.push(storageOf(pop(), spend, onStorage));
        break;
      default:
        throw new ContentFault(`its pickle has an instruction that avtool does not know (0x${opcode.toString(16).padStart(2, '0')} at byte ${reader.at - 1})`);
    }
  }
}

const damaged = ({ at }: PickleReader): ContentFault => new ContentFault(`its pickle is damaged at byte ${at}`);

function integerOfLine(reader: PickleReader): PickleValue {
  const text = reader.line();
  if (text === '00' || text === '01') return text === '01';
  if (!/^-?\d{1,2000}L?$/.test(text)) throw damaged(reader);
  const value = BigInt(text.replace('L', ''));
  return BigInt.asIntN(53, value) === value ? Number(value) : value;
}

/** `('storage', class, key, place, elements)`; legacy files add `(key, offset, elements)` for a part of a storage. */
function storageOf(id: PickleValue, spend: Spend, onStorage: (storage: PickleStorage) => void): PickleStorage {
  const [kind, type, key, , , part] = isTuple(id) ? id : [];
  if (kind === 'module' && type instanceof PickleGlobal) newObjectOf(type, [], spend);
  if (kind !== 'storage' || !(type instanceof PickleGlobal) || (typeof key !== 'string' && typeof key !== 'number')) {
    throw new ContentFault(`it refers to something beside it that is no storage (${typeof kind === 'string' ? shown(kind) : 'without a kind'}${type instanceof PickleGlobal ? `, ${plain(type.path)}` : ''})`);
  }
  const offset = isTuple(part ?? null) ? (part as readonly PickleValue[])[1] : 0;
  const storage = new PickleStorage(type, String(key), typeof offset === 'number' ? offset : 0);
  onStorage(storage);
  return storage;
}
