import { elementCount, stridesOf } from '../../../domain/graph/shapes.js';
import { storedBytes, type StoredTensor, type StoredValue } from '../../../domain/weights/stored-tensor.js';
import { readBytes, type ByteRange } from '../file-bytes.js';
import { readView } from '../tensor-view.js';
import type { WeightContents } from '../weight-contents.js';
import { ContentFault, shown } from '../weights-fault.js';
import { openExternalData } from './external-data.js';
import { readInitialiser, type Initialiser } from './initialiser.js';
import { fieldsOf, varint } from './protobuf-fields.js';

/** Numbers of the fields in onnx.proto. */
const graphField = 7;
const initialiserField = 5;

/** Whether bytes may begin a model: the version of the format comes first, as a small number. */
export const isOnnx = (start: Uint8Array): boolean => start[0] === 0x08 && start[1] > 0 && start[1] < 0x40;

/**
 * Initialisers of an ONNX model, found by walking over the file; nodes are passed by.
 * @param path of the file: external data lies beside it
 * @throws ContentFault naming the initialiser
 */
export async function readOnnx(file: ByteRange, path: string): Promise<WeightContents> {
  const found = new Map<string, Initialiser>();
  for await (const model of fieldsOf(file, 0, file.size)) {
    if (model.number !== graphField || model.wire !== 2) continue;
    for await (const field of fieldsOf(file, model.begin, model.end)) {
      if (field.number !== initialiserField || field.wire !== 2) continue;
      const initialiser = await readInitialiser(file, field.begin, field.end);
      if (found.has(initialiser.name)) throw new ContentFault(`it holds two initialisers named ${shown(initialiser.name)}`);
      found.set(initialiser.name, initialiser);
    }
  }
  if (found.size === 0) throw new ContentFault('it holds no initialisers, or is no ONNX model');
  for (const { name, data, dtype, shape } of found.values()) {
    if (data.kind === 'here' && data.end - data.begin !== elementCount(shape) * storedBytes[dtype]) {
      throw new ContentFault(`initialiser ${shown(name)} needs ${elementCount(shape) * storedBytes[dtype]} bytes by its shape, and it has ${data.end - data.begin}`);
    }
  }
  return {
    format: 'ONNX',
    tensors: [...found.values()].map(({ name, dtype, shape }): StoredTensor => ({ name, dtype, shape })),
    metadata: {},
    skipped: [],
    async read({ name }) {
      const initialiser = found.get(name);
      if (initialiser === undefined) throw new Error(`no initialiser ${name}`);
      return valueOf(file, path, initialiser);
    },
  };
}

async function valueOf(file: ByteRange, path: string, { dtype, shape, data }: Initialiser): Promise<StoredValue> {
  switch (data.kind) {
    case 'here':
      return { dtype, shape, bytes: await readBytes(file, data.begin, data.end - data.begin) };
    case 'varints':
      return { dtype, shape, bytes: unpacked(await readBytes(file, data.begin, data.end - data.begin), elementCount(shape), storedBytes[dtype]) };
    case 'beside': {
      const external = await openExternalData(path, data.location);
      try {
        const needed = elementCount(shape) * storedBytes[dtype];
        if (data.offset + needed > external.size) throw new ContentFault(`it needs ${needed} bytes from byte ${data.offset} of ${shown(data.location)} on, which has ${external.size}`);
        const view = { dtype, shape, strides: stridesOf(shape), offset: 0 };
        return await readView(view, { size: needed, read: (target, position) => external.read(target, data.offset + position) });
      } finally {
        await external.close();
      }
    }
  }
}

/** Numbers written as varints, as little-endian elements of `size` bytes. */
function unpacked(packed: Uint8Array, count: number, size: number): Uint8Array<ArrayBuffer> {
  if (count > packed.length) throw new ContentFault(`it needs ${count} numbers by its shape, and its data has ${packed.length} bytes`);
  const bytes = new Uint8Array(count * size);
  let at = 0;
  for (let index = 0; index < count; index++) {
    const { value, next } = varint(packed, at);
    for (let byte = 0; byte < size; byte++) bytes[index * size + byte] = Number((value >> BigInt(8 * byte)) & 0xffn);
    at = next;
  }
  if (at !== packed.length) throw new ContentFault('its data holds more numbers than its shape');
  return bytes;
}
