import { describe, expect, it } from 'vitest';
import { readPickle } from '../../../../src/adapters/weights/pytorch/pickle-machine.js';
import { PickleReader } from '../../../../src/adapters/weights/pytorch/pickle-reader.js';
import { PickleDict, PickleGlobal, PickleList, PickleObject } from '../../../../src/adapters/weights/pytorch/pickle-values.js';

/** Instructions as text: each character one byte. */
const read = (text: string) => readPickle(new PickleReader(Uint8Array.from(text, (character) => character.charCodeAt(0))));
const call = (module: string, name: string, values: string): string => `\x80\x02c${module}\n${name}\n${values}R.`;

describe('a pickle', () => {
  // Made by Python's pickle.dumps.
  it.each([
    ['None', '\x80\x02N.', null],
    ['True', '\x80\x02\x88.', true],
    ['-7', '\x80\x02J\xf9\xff\xff\xff.', -7],
    ['123456789012', '\x80\x02\x8a\x05\x14\x1a\x99\xbe\x1c.', 123456789012],
    ['2 ** 70', '\x80\x02\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00@.', 2n ** 70n],
    ['-1 as LONG1', '\x80\x02\x8a\x01\xff.', -1],
    ['0.5', '\x80\x02G?\xe0\x00\x00\x00\x00\x00\x00.', 0.5],
    ["'é' in protocol 4", '\x80\x04\x95\x06\x00\x00\x00\x00\x00\x00\x00\x8c\x02\xc3\xa9\x94.', 'é'],
    ['(1, 2)', '\x80\x02K\x01K\x02\x86q\x00.', [1, 2]],
    ['protocol 0: 5', 'I5\n.', 5],
    ['protocol 0: True', 'I01\n.', true],
  ])('of %s is read as data', (_name, text, value) => {
    expect(read(text)).toEqual(value);
  });

  it('keeps lists and dictionaries, also ones that hold themselves', () => {
    const list = read('\x80\x02]q\x00h\x00a.');
    if (!(list instanceof PickleList)) throw new Error('no list');
    expect(list.items[0]).toBe(list);
    const dict = read('\x80\x02}q\x00X\x01\x00\x00\x00aq\x01K\x05s.');
    expect(dict instanceof PickleDict && [...dict.entries]).toEqual([['a', 5]]);
  });

  it('only names a function that it does not call', () => {
    expect(read('\x80\x02cposix\nsystem\n.')).toEqual(new PickleGlobal('posix', 'system'));
  });

  it('keeps harmless objects as the data that they were made of', () => {
    const object = read('\x80\x02cargparse\nNamespace\n)\x81}q\x00X\x02\x00\x00\x00lrK\x01sb.');
    expect(object instanceof PickleObject && object.state instanceof PickleDict && object.state.entries.get('lr')).toBe(1);
  });

  it.each([
    ['REDUCE', call('posix', 'system', 'X\x04\x00\x00\x00true\x85'), 'would call posix.system'],
    ['REDUCE of a Python 2 name', call('__builtin__', 'eval', 'X\x01\x00\x00\x001\x85'), 'would call __builtin__.eval'],
    ['REDUCE by way of a tensor class', call('torch._tensor', '_rebuild_from_type_v2', '(cposix\nsystem\nN)Nt'), 'would call posix.system'],
    ['NEWOBJ', '\x80\x02csubprocess\nPopen\n)\x81.', 'class subprocess.Popen'],
    ['NEWOBJ_EX', '\x80\x04csubprocess\nPopen\n)}\x92.', 'class subprocess.Popen'],
    ['INST', '(iposix\nsystem\n.', 'would call posix.system'],
    ['OBJ', '(cposix\nsystem\no.', 'class posix.system'],
    ['STACK_GLOBAL', '\x80\x04\x8c\x05posix\x8c\x06system\x93)R.', 'would call posix.system'],
    ['a name that writes to the terminal', call('\x1b[2J', 'x', ')'), 'would call "\\u001b[2J.x"'],
    ['an instruction for extensions', '\x80\x02\x82\x01.', 'does not know (0x82 at byte 2)'],
    ['an object beside it that is no storage', '\x80\x02X\x01\x00\x00\x00a\x85Q.', 'no storage ("a")'],
  ])('that calls something by %s is refused by name', (_name, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it.each([
    ['an empty stack', '\x80\x02.'],
    ['an empty stack for REDUCE', '\x80\x02)R.'],
    ['a memo that is not there', '\x80\x02h\x05.'],
    ['no mark', '\x80\x02K\x01t.'],
    ['half a dictionary', '\x80\x02}(K\x01u.'],
    ['items for a number', '\x80\x02K\x01K\x02a.'],
  ])('with %s is damaged', (_name, text) => {
    expect(() => read(text)).toThrow('its pickle is damaged');
  });

  it('that claims a text longer than the file is truncated', () => {
    expect(() => read('\x80\x02X\xff\xff\xff\x7fa')).toThrow('truncated: 2147483647 bytes from byte 7 on are wanted');
  });

  it('that copies one list into a thousand dictionaries is stopped', () => {
    const pairs = `](${'K\x01K\x02\x86'.repeat(500)}eq\x00`;
    expect(() => read(`\x80\x02${pairs}${'ccollections\nOrderedDict\nh\x00\x85R'.repeat(1000)}.`)).toThrow('copies the same values again and again');
  });
});
