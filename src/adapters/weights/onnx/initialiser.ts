import type { StoredType } from '../../../domain/weights/stored-tensor.js';
import { readBytes, type ByteRange } from '../file-bytes.js';
import { ContentFault, shown } from '../weights-fault.js';
import { fieldsOf, varint, type ProtobufField } from './protobuf-fields.js';

/** Where the numbers of an initialiser lie. */
export type InitialiserData =
  | { readonly kind: 'here'; readonly begin: number; readonly end: number }
  /** One varint a number. */
  | { readonly kind: 'varints'; readonly begin: number; readonly end: number }
  | { readonly kind: 'beside'; readonly location: string; readonly offset: number };

export interface Initialiser {
  readonly name: string;
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  readonly data: InitialiserData;
}

/** TensorProto.DataType. */
const types: ReadonlyMap<number, StoredType> = new Map([
  [1, 'float32'],
  [2, 'uint8'],
  [3, 'int8'],
  [5, 'int16'],
  [6, 'int32'],
  [7, 'int64'],
  [9, 'bool'],
  [10, 'float16'],
  [11, 'float64'],
  [16, 'bfloat16'],
]);
const field = { dims: 1, dataType: 2, floats: 4, int32s: 5, int64s: 7, name: 8, raw: 9, doubles: 10, external: 13, location: 14 } as const;
/** Longer texts are no names. */
const longestText = 4096;
const mostDimensions = 32;

/** Reads a TensorProto without its numbers. @throws ContentFault naming the initialiser */
export async function readInitialiser(file: ByteRange, begin: number, end: number): Promise<Initialiser> {
  let name = '';
  let type = 0;
  const shape: number[] = [];
  const external = new Map<string, string>();
  const data: ProtobufField[] = [];
  for await (const found of fieldsOf(file, begin, end)) {
    if (found.number === field.name) name = await textOf(file, found);
    else if (found.number === field.dataType) type = Number(found.value);
    else if (found.number === field.dims) shape.push(...(await dimensions(file, found)));
    else if (found.number === field.external) external.set(...(await entryOf(file, found)));
    else if (([field.raw, field.floats, field.doubles, field.int32s, field.int64s] as readonly number[]).includes(found.number)) data.push(found);
    if (shape.length > mostDimensions || external.size > mostDimensions) throw new ContentFault(`initialiser ${shown(name)} has too many dimensions`);
  }
  const dtype = types.get(type);
  if (dtype === undefined) throw new ContentFault(`initialiser ${shown(name)} has the type ${type} of onnx.proto, which avtool does not read`);
  if (!Number.isSafeInteger(shape.reduce((product, size) => product * size, 8)) || shape.some((size) => size < 0)) throw new ContentFault(`initialiser ${shown(name)} has an impossible shape`);
  return { name, dtype, shape, data: placeOf(name, external, data) };
}

function placeOf(name: string, external: ReadonlyMap<string, string>, data: readonly ProtobufField[]): InitialiserData {
  const location = external.get('location');
  if (location !== undefined) {
    const offset = Number(external.get('offset') ?? 0);
    if (!Number.isSafeInteger(offset) || offset < 0) throw new ContentFault(`initialiser ${shown(name)} has an impossible offset`);
    return { kind: 'beside', location, offset };
  }
  if (data.length === 0) return { kind: 'here', begin: 0, end: 0 };
  if (data.length > 1 || data[0].wire !== 2) throw new ContentFault(`initialiser ${shown(name)} has its numbers in more than one piece, which avtool does not read`);
  const [{ number, begin, end }] = data;
  return { kind: number === field.int32s || number === field.int64s ? 'varints' : 'here', begin, end };
}

async function textOf(file: ByteRange, { begin, end }: ProtobufField): Promise<string> {
  if (end - begin > longestText) throw new ContentFault(`a name in it has ${end - begin} bytes`);
  return new TextDecoder().decode(await readBytes(file, begin, end - begin));
}

/** One number, or many in one piece. */
async function dimensions(file: ByteRange, { wire, value, begin, end }: ProtobufField): Promise<number[]> {
  if (wire === 0) return [Number(BigInt.asIntN(64, value))];
  if (end - begin > mostDimensions * 10) throw new ContentFault('an initialiser has too many dimensions');
  const bytes = await readBytes(file, begin, end - begin);
  const sizes: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = varint(bytes, at);
    sizes.push(Number(BigInt.asIntN(64, size.value)));
    at = size.next;
  }
  return sizes;
}

async function entryOf(file: ByteRange, { begin, end }: ProtobufField): Promise<[string, string]> {
  const texts = ['', ''];
  for await (const found of fieldsOf(file, begin, end)) if (found.wire === 2 && (found.number === 1 || found.number === 2)) texts[found.number - 1] = await textOf(file, found);
  return [texts[0], texts[1]];
}
