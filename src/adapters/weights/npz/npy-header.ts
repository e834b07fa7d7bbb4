import type { StoredType } from '../../../domain/weights/stored-tensor.js';
import { readBytes, type ByteRange } from '../file-bytes.js';
import { ContentFault, shown } from '../weights-fault.js';

export interface NpyHeader {
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  readonly fortran: boolean;
  /** Where the numbers begin. */
  readonly begin: number;
}

const magic = '\u0093NUMPY';
const largestHeaderBytes = 65536;

const types: ReadonlyMap<string, StoredType> = new Map([
  ['<f8', 'float64'],
  ['<f4', 'float32'],
  ['<f2', 'float16'],
  ['<i8', 'int64'],
  ['<i4', 'int32'],
  ['<i2', 'int16'],
  ['|i1', 'int8'],
  ['|u1', 'uint8'],
  ['|b1', 'bool'],
]);

/** The header of an array (numpy.lib.format), versions 1 to 3. @throws ContentFault */
export async function readNpyHeader(file: ByteRange): Promise<NpyHeader> {
  const start = await readBytes(file, 0, Math.min(12, file.size));
  if (start.length < 12 || String.fromCharCode(...start.subarray(0, 6)) !== magic) throw new ContentFault('it does not begin like a NumPy array');
  const long = start[6] > 1;
  const view = new DataView(start.buffer);
  const length = long ? view.getUint32(8, true) : view.getUint16(8, true);
  if (length > largestHeaderBytes) throw new ContentFault(`its header claims ${length} bytes`);
  const at = long ? 12 : 10;
  const text = new TextDecoder().decode(await readBytes(file, at, length));
  return { ...parse(text), begin: at + length };
}

/** A Python dictionary of three known keys; read by pattern, never evaluated. */
function parse(text: string): Omit<NpyHeader, 'begin'> {
  const descr = /'descr':\s*(?:'([^']*)'|\[)/.exec(text);
  const order = /'fortran_order':\s*(True|False)/.exec(text);
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(text);
  if (descr === null || order === null || shape === null) throw new ContentFault('its header is damaged');
  const type: string | undefined = descr[1];
  if (type?.includes('O') === true) throw new ContentFault('it holds pickled Python objects, which avtool does not unpickle', 'save arrays of numbers');
  const dtype = types.get(type ?? '');
  if (dtype === undefined) throw new ContentFault(`it has the type ${shown(type ?? 'a structure')}, which avtool does not read (it reads ${[...types.keys()].join(', ')})`);
  return { dtype, fortran: order[1] === 'True', shape: shape[1].split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)])) };
}
