import { open, stat, type FileHandle } from 'node:fs/promises';
import { AvtoolError } from '../../../domain/errors.js';
import { elementCount } from '../../../domain/graph/shapes.js';
import type { TensorValue } from '../../../domain/graph/tensor.js';
import { systemCode } from '../../files/file-fault.js';
import { bytesOf } from '../../files/tensor-bytes.js';
import { convert, domainType, isStoredAsIs, newArray, ValueFault } from './convert.js';
import { elementBytes, parseHeader, type Header, type StoredTensor } from './header.js';
import { HeaderFault } from './header-scanner.js';
import { shown, weightsFault } from './weights-fault.js';

/** An open safetensors file, its header checked. Tensors are read one by one, when asked for. */
export interface SafetensorsFile extends Header {
  /** @throws AvtoolError WEIGHTS_DAMAGED (exit 2) naming the tensor */
  read(tensor: StoredTensor): Promise<TensorValue>;
  close(): Promise<void>;
}

/** The format's own bound. */
const largestHeaderBytes = 100_000_000;
const lengthBytes = 8;
/** Read at once where numbers are converted; a multiple of every element size. */
const blockBytes = 1024 * 1024;

/**
 * Opens a file and checks its header against its size; no tensor is read and no memory taken for one.
 * @throws AvtoolError WEIGHTS_MISSING (exit 3), WEIGHTS_DAMAGED (exit 2)
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const size = await fileSize(path);
  const handle = await open(path, 'r');
  try {
    const { header, dataStart } = await readHeader(handle, path, size);
    return {
      ...header,
      read: (tensor) => readTensor(handle, path, tensor, dataStart),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function fileSize(path: string): Promise<number> {
  try {
    const found = await stat(path);
    // Opening a pipe would wait for its other end.
    if (!found.isFile()) throw weightsFault(path, 'it is no file');
    return found.size;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw new AvtoolError({
      code: 'WEIGHTS_MISSING',
      message: 'the weight file is not there or cannot be read',
      where: path,
      fix: 'check the path',
      exitCode: 3,
      cause: error,
    });
  }
}

async function readHeader(handle: FileHandle, path: string, size: number): Promise<{ header: Header; dataStart: number }> {
  if (size === 0) throw weightsFault(path, 'it is empty');
  if (size < lengthBytes) throw weightsFault(path, `it is cut off: ${size} bytes`);
  const start = new DataView(new ArrayBuffer(lengthBytes));
  await readFully(handle, path, new Uint8Array(start.buffer), 0);
  const headerBytes = start.getBigUint64(0, true);
  if (headerBytes > largestHeaderBytes) throw weightsFault(path, `its header claims ${headerBytes} bytes, and the most allowed are ${largestHeaderBytes}`);
  const dataStart = lengthBytes + Number(headerBytes);
  if (dataStart > size) throw weightsFault(path, `its header claims ${headerBytes} bytes, but the file has only ${size}: it is cut off, or something else`);
  const bytes = new Uint8Array(Number(headerBytes));
  await readFully(handle, path, bytes, lengthBytes);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { header: parseHeader(text, size - dataStart), dataStart };
  } catch (error) {
    if (error instanceof HeaderFault) throw weightsFault(path, error.message, error);
    if (error instanceof TypeError) throw weightsFault(path, 'its header is not UTF-8', error);
    throw error;
  }
}

async function readTensor(handle: FileHandle, path: string, tensor: StoredTensor, dataStart: number): Promise<TensorValue> {
  const { name, type, shape, begin, end } = tensor;
  const dtype = domainType[type];
  const data = newArray(dtype, elementCount(shape));
  try {
    if (isStoredAsIs(type)) {
      await readFully(handle, path, bytesOf(data), dataStart + begin);
    } else {
      const block = new Uint8Array(Math.min(blockBytes, end - begin));
      for (let at = begin; at < end; at += block.length) {
        const bytes = block.subarray(0, Math.min(block.length, end - at));
        await readFully(handle, path, bytes, dataStart + at);
        convert(type, bytes, data, (at - begin) / elementBytes[type]);
      }
    }
    if (dtype === 'bool' && data.some((value) => value > 1)) throw new ValueFault('a boolean is neither 0 nor 1');
  } catch (error) {
    if (error instanceof ValueFault) throw weightsFault(path, `tensor ${shown(name)}: ${error.message}`, error);
    throw error;
  }
  return { dtype, shape, data };
}

/** Node passes no more than 2 GiB to one read. */
const largestReadBytes = 64 * 1024 * 1024;

async function readFully(handle: FileHandle, path: string, target: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < target.byteLength; ) {
    const length = Math.min(target.byteLength - done, largestReadBytes);
    const { bytesRead } = await handle.read(target, done, length, position + done);
    if (bytesRead === 0) throw weightsFault(path, 'it became shorter while it was read');
    done += bytesRead;
  }
}
