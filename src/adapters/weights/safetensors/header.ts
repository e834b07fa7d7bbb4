import { HeaderFault, HeaderScanner } from './header-scanner.js';
import { shown } from './weights-fault.js';

/** Bytes of one element, by the type names of the format that this project reads. */
export const elementBytes = { F64: 8, I64: 8, F32: 4, I32: 4, F16: 2, BF16: 2, U8: 1, BOOL: 1 } as const;

export type StoredType = keyof typeof elementBytes;

/** Where a tensor lies in its file. */
export interface StoredTensor {
  readonly name: string;
  readonly type: StoredType;
  readonly shape: readonly number[];
  /** Bytes from the start of the data section. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  /** In the order of their data. */
  readonly tensors: readonly StoredTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a header and checks it against the data section: each name once, shape and type fit the bytes, no overlap, no hole, no byte left over.
 * @param dataBytes size of the data section
 * @throws HeaderFault naming the tensor
 */
export function parseHeader(text: string, dataBytes: number): Header {
  const scanner = new HeaderScanner(text);
  const tensors: StoredTensor[] = [];
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

function parseTensor(scanner: HeaderScanner, name: string, dataBytes: number): StoredTensor {
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
  if (!isStoredType(type)) throw new HeaderFault(`${where} has the type ${shown(type)}, which avtool does not read (it reads ${Object.keys(elementBytes).join(', ')})`);
  if (offsets.length !== 2 || offsets[0] > offsets[1]) throw new HeaderFault(`data_offsets of ${where} are no begin and end`);
  const [begin, end] = offsets;
  if (end > dataBytes) throw new HeaderFault(`${where} ends at byte ${end} of the data, but the file holds only ${dataBytes}`);
  const needed = shape.reduce((product, size) => product * size, elementBytes[type]);
  if (needed !== end - begin) throw new HeaderFault(`${where} needs ${needed} bytes by its shape [${shape.slice(0, 8).join(', ')}] and type ${type}, but has ${end - begin}`);
  return { name, type, shape, begin, end };
}

const isStoredType = (type: string): type is StoredType => Object.hasOwn(elementBytes, type);

function checkCoverage(tensors: readonly StoredTensor[], dataBytes: number): void {
  let covered = 0;
  for (const { name, begin, end } of tensors) {
    if (begin < covered) throw new HeaderFault(`tensor ${shown(name)} overlaps the one before it, at byte ${begin} of the data`);
    if (begin > covered) throw new HeaderFault(`there is a hole of ${begin - covered} bytes before tensor ${shown(name)}`);
    covered = end;
  }
  if (covered < dataBytes) throw new HeaderFault(`${dataBytes - covered} bytes at the end of the file belong to no tensor`);
}
