import { storedBytes, type StoredTensor, type StoredType } from '../../../domain/weights/stored-tensor.js';
import { shown } from '../weights-fault.js';
import { HeaderFault, HeaderScanner } from './header-scanner.js';

/** The format's names for the element types that this project reads. */
const storedTypes: ReadonlyMap<string, StoredType> = new Map([
  ['F64', 'float64'],
  ['I64', 'int64'],
  ['F32', 'float32'],
  ['I32', 'int32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I16', 'int16'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
]);

/** The format's name for an element type. */
export const typeName = (dtype: StoredType): string => [...storedTypes].find(([, type]) => type === dtype)?.[0] ?? dtype;

/** A tensor and where it lies in its file. */
export interface PlacedTensor extends StoredTensor {
  /** Bytes from the start of the data section. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  /** In the order of their data. */
  readonly tensors: readonly PlacedTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a header and checks it against the data section: each name once, shape and type fit the bytes, no overlap, no hole, no byte left over.
 * @param dataBytes size of the data section
 * @throws HeaderFault naming the tensor
 */
export function parseHeader(text: string, dataBytes: number): Header {
  const scanner = new HeaderScanner(text);
  const tensors: PlacedTensor[] = [];
  const metadata: [string, string][] = [];
  scanner.object(
    'the header',
    (key) => {
      if (key !== '__metadata__') {
        tensors.push(parseTensor(scanner, key, dataBytes));
        return;
      }
      scanner.object('__metadata__', (name) => metadata.push([name, scanner.string(`__metadata__ ${shown(name)}`)]), shown);
    },
    shown,
  );
  scanner.end();
  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCoverage(tensors, dataBytes);
  return { tensors, metadata: Object.fromEntries(metadata) };
}

function parseTensor(scanner: HeaderScanner, name: string, dataBytes: number): PlacedTensor {
  const where = `tensor ${shown(name)}`;
  let type: string | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  scanner.object(
    where,
    (key) => {
      if (key === 'dtype') type = scanner.string(`dtype of ${where}`);
      else if (key === 'shape') shape = scanner.integers(`the shape of ${where}`);
      else if (key === 'data_offsets') offsets = scanner.integers(`data_offsets of ${where}`);
      else throw new HeaderFault(`${where} has an unknown entry ${shown(key)}`);
    },
    shown,
  );
  if (type === undefined || shape === undefined || offsets === undefined) throw new HeaderFault(`${where} lacks dtype, shape or data_offsets`);
  const dtype = storedTypes.get(type);
  if (dtype === undefined) throw new HeaderFault(`${where} has the type ${shown(type)}, which avtool does not read (it reads ${[...storedTypes.keys()].join(', ')})`);
  if (offsets.length !== 2 || offsets[0] > offsets[1]) throw new HeaderFault(`data_offsets of ${where} are no begin and end`);
  const [begin, end] = offsets;
  if (end > dataBytes) throw new HeaderFault(`${where} ends at byte ${end} of the data, but the file holds only ${dataBytes}`);
  const needed = shape.reduce((product, size) => product * size, storedBytes[dtype]);
  if (needed !== end - begin) throw new HeaderFault(`${where} needs ${needed} bytes by its shape [${shape.slice(0, 8).join(', ')}] and type ${type}, but has ${end - begin}`);
  return { name, dtype, shape, begin, end };
}

function checkCoverage(tensors: readonly PlacedTensor[], dataBytes: number): void {
  let covered = 0;
  for (const { name, begin, end } of tensors) {
    if (begin < covered) throw new HeaderFault(`tensor ${shown(name)} overlaps the one before it, at byte ${begin} of the data`);
    if (begin > covered) throw new HeaderFault(`there is a hole of ${begin - covered} bytes before tensor ${shown(name)}`);
    covered = end;
  }
  if (covered < dataBytes) throw new HeaderFault(`${dataBytes - covered} bytes at the end of the file belong to no tensor`);
}
