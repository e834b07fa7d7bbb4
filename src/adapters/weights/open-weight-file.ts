import type { OpenWeights } from '../../domain/ports/weight-store.js';
import { openFileBytes, type FileBytes } from './file-bytes.js';
import { isOnnx, readOnnx } from './onnx/onnx-file.js';
import { readNpz } from './npz/npz-file.js';
import { readPytorchPickles } from './pytorch/legacy-file.js';
import { readPytorchZip } from './pytorch/zip-file.js';
import { readSafetensors } from './safetensors/safetensors-file.js';
import { whatItIs } from './what-it-is.js';
import type { WeightContents } from './weight-contents.js';
import { ContentFault, shown, weightsFault } from './weights-fault.js';
import { openZip } from './zip/zip-archive.js';

interface Reader {
  /** What the file should be, e.g. `safetensors file`. */
  readonly kind: string;
  read(file: FileBytes): Promise<WeightContents>;
}

/**
 * Opens weights of any known format, told by content and not by name; nothing that a file says is run.
 * @throws AvtoolError WEIGHTS_MISSING (exit 3), WEIGHTS_DAMAGED (exit 2)
 */
export const openWeightFile = (path: string): Promise<OpenWeights> => openWith(path, (file) => readerOf(file, path));

const safetensors: Reader = { kind: 'safetensors file', read: readSafetensors };

/** Opens what must be a safetensors file. @throws AvtoolError WEIGHTS_MISSING (exit 3), WEIGHTS_DAMAGED (exit 2) */
export const openSafetensors = (path: string): Promise<OpenWeights> => openWith(path, () => Promise.resolve(safetensors));

async function readerOf(file: FileBytes, path: string): Promise<Reader> {
  const start = new Uint8Array(Math.min(512, file.size));
  await file.read(start, 0);
  // A header's length comes first, then the brace; the length may begin like a pickle.
  if (start[8] === 0x7b) return safetensors;
  if (startsWith(start, 'PK')) return zipReader;
  if (start[0] === 0x80 && start[1] >= 2 && start[1] <= 5) return { kind: 'PyTorch file', read: readPytorchPickles };
  const guess = whatItIs(start);
  if (guess !== undefined) return { kind: 'weight file', read: () => Promise.reject(new ContentFault(`it is ${guess.what}`, guess.fix)) };
  if (isOnnx(start)) return { kind: 'ONNX file', read: (bytes) => readOnnx(bytes, path) };
  throw new ContentFault('it is in no known format (safetensors, PyTorch, .npz, ONNX)');
}

const zipReader: Reader = {
  kind: 'PyTorch or .npz file',
  async read(file) {
    const archive = await openZip(file);
    const names = [...archive.keys()];
    if (names.some((name) => /(^|\/)data\.pkl$/.test(name))) return readPytorchZip(archive);
    if (names.some((name) => name.endsWith('.npy'))) return readNpz(archive);
    throw new ContentFault('it is a zip archive without data.pkl (PyTorch) and without .npy files (NumPy)');
  },
};

async function openWith(path: string, choose: (file: FileBytes) => Promise<Reader>): Promise<OpenWeights> {
  let kind = 'weight file';
  const named = async <Value>(read: () => Promise<Value>, where = ''): Promise<Value> => {
    try {
      return await read();
    } catch (error) {
      if (error instanceof ContentFault) throw weightsFault(path, kind, `${where}${error.message}`, { cause: error, ...(error.fix !== undefined && { fix: error.fix }) });
      // What JavaScript says when an array is larger than it can be.
      if (error instanceof RangeError) throw weightsFault(path, kind, `${where}it claims more than memory can hold (${error.message})`, { cause: error });
      throw error;
    }
  };
  const file = await named(() => openFileBytes(path));
  try {
    const contents = await named(async () => {
      if (file.size === 0) throw new ContentFault('it is empty');
      const reader = await choose(file);
      kind = reader.kind;
      return checked(await reader.read(file));
    });
    return { ...contents, read: (tensor) => named(() => contents.read(tensor), `tensor ${shown(tensor.name)}: `), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function checked(contents: WeightContents): WeightContents {
  const names = new Set<string>();
  for (const { name } of contents.tensors) {
    if (names.has(name)) throw new ContentFault(`it holds two tensors named ${shown(name)}`);
    names.add(name);
  }
  return contents;
}

const startsWith = (bytes: Uint8Array, text: string): boolean => [...text].every((character, index) => bytes[index] === character.charCodeAt(0));

