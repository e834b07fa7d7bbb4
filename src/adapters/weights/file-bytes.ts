import { open, stat } from 'node:fs/promises';
import { AvtoolError } from '../../domain/errors.js';
import { systemCode } from '../files/file-fault.js';
import { ContentFault } from './weights-fault.js';

/** Bytes that can be read at any place: a file, or a part of one. */
export interface ByteRange {
  readonly size: number;
  /** Fills `target` with the bytes from `position` on. @throws ContentFault past the end */
  read(target: Uint8Array, position: number): Promise<void>;
}

export interface FileBytes extends ByteRange {
  close(): Promise<void>;
}

/** Node passes no more than 2 GiB to one read. */
const largestReadBytes = 64 * 1024 * 1024;

/** @throws AvtoolError WEIGHTS_MISSING (exit 3)  @throws ContentFault for what is no file */
export async function openFileBytes(path: string): Promise<FileBytes> {
  const size = await fileSize(path);
  const handle = await open(path, 'r');
  return {
    size,
    async read(target, position) {
      for (let done = 0; done < target.byteLength; ) {
        const length = Math.min(target.byteLength - done, largestReadBytes);
        const { bytesRead } = await handle.read(target, done, length, position + done);
        if (bytesRead === 0) throw new ContentFault(position + done < size ? 'it became shorter while it was read' : `it is truncated: byte ${position + done} is wanted, and it has ${size}`);
        done += bytesRead;
      }
    },
    close: () => handle.close(),
  };
}

async function fileSize(path: string): Promise<number> {
  try {
    const found = await stat(path);
    // Opening a pipe would wait for its other end.
    if (!found.isFile()) throw new ContentFault('it is no file');
    return found.size;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw new AvtoolError({ code: 'WEIGHTS_MISSING', message: 'the weight file is not there or cannot be read', where: path, fix: 'check the path', exitCode: 3, cause: error });
  }
}

/** A part of other bytes. */
export function rangeOf(bytes: ByteRange, begin: number, size: number): ByteRange {
  return {
    size,
    async read(target, position) {
      if (position + target.byteLength > size) throw new ContentFault(`it is truncated: a part of ${size} bytes is shorter than the ${position + target.byteLength} wanted`);
      await bytes.read(target, begin + position);
    },
  };
}

/** The bytes from `position` on, in memory of their own. Their number must be known to lie within the range. */
export async function readBytes(bytes: ByteRange, position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  if (position + length > bytes.size) throw new ContentFault(`it is truncated: ${length} bytes from byte ${position} on are wanted, and there are ${bytes.size}`);
  const target = new Uint8Array(length);
  await bytes.read(target, position);
  return target;
}
