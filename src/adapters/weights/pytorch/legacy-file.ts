import { storedBytes } from '../../../domain/weights/stored-tensor.js';
import { rangeOf, readBytes, type ByteRange } from '../file-bytes.js';
import type { WeightContents } from '../weight-contents.js';
import { ContentFault, shown } from '../weights-fault.js';
import { readPickle } from './pickle-machine.js';
import { PickleReader } from './pickle-reader.js';
import { isTuple, PickleDict, PickleList, type PickleValue } from './pickle-values.js';
import { placeTensors, type Storage } from './placed-tensors.js';
import { stateDictOf } from './state-dict.js';
import { storedTypeOf } from './tensor-types.js';

/** `torch.serialization.MAGIC_NUMBER` and `PROTOCOL_VERSION`. */
const magicNumber = 0x1950a86a20f9469cfc6cn;
const protocolVersion = 1001;
/** The pickles before the storages are a list of names; larger ones are something else. */
const largestPicklesBytes = 64 * 1024 * 1024;
const countBytes = 8;

/**
 * Tensors of a file as PyTorch wrote it before 1.6: magic number, version, machine, the object and the storages' keys as pickles, then each storage as its
 * number of elements (int64) and its bytes.
 * @throws ContentFault
 */
export async function readPytorchPickles(file: ByteRange): Promise<WeightContents> {
  const reader = new PickleReader(await readBytes(file, 0, Math.min(file.size, largestPicklesBytes)));
  const magic = readPickle(reader);
  // A pickle of another program: what it would call is the better message.
  if (magic !== magicNumber) throw new ContentFault('it is a pickle that torch.save did not write', 'save a state dict, in Python: torch.save(model.state_dict(), "weights.pt")');
  const version = readPickle(reader);
  if (version !== protocolVersion) throw new ContentFault('it has another version of the old PyTorch format than 1001');
  const machine = readPickle(reader);
  if (machine instanceof PickleDict && machine.entries.get('little_endian') === false) throw new ContentFault('its numbers are big-endian, and avtool reads little-endian ones');
  const sizes = new Map<string, number>();
  const { tensors, metadata, skipped } = stateDictOf(
    readPickle(reader, ({ key, type }) => {
      const dtype = storedTypeOf(type);
      if (dtype !== undefined) sizes.set(key, storedBytes[dtype]);
    }),
  );
  const storages = await storagesOf(file, reader, keysOf(readPickle(reader)), sizes);
  return { format: 'PyTorch (before 1.6)', ...placeTensors(tensors, (key) => storages.get(key)), metadata, skipped };
}

function keysOf(value: PickleValue): string[] {
  const items = value instanceof PickleList ? value.items : isTuple(value) ? value : [];
  return items.map((key) => {
    if (typeof key !== 'string' && typeof key !== 'number') throw new ContentFault('the keys of its storages are no texts');
    return String(key);
  });
}

async function storagesOf(file: ByteRange, reader: PickleReader, keys: readonly string[], sizes: ReadonlyMap<string, number>): Promise<Map<string, Storage>> {
  const storages = new Map<string, Storage>();
  let at = reader.at;
  for (const key of keys) {
    const size = sizes.get(key);
    // Without its element size nobody knows where the next storage begins.
    if (size === undefined) throw new ContentFault(`the storage ${shown(key)} has no element type that avtool reads, so that its size is unknown`);
    const count = Number(new DataView((await readBytes(file, at, countBytes)).buffer).getBigInt64(0, true));
    if (count < 0 || count * size > file.size - at - countBytes) throw new ContentFault(`it is truncated: its storage ${shown(key)} claims ${count} elements of ${size} bytes, and ${file.size - at - countBytes} bytes are left`);
    const range = rangeOf(file, at + countBytes, count * size);
    storages.set(key, { size: range.size, open: () => Promise.resolve(range) });
    at += countBytes + count * size;
  }
  return storages;
}
