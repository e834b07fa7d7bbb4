import { open, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { TableFault } from './tokeniser-fault.js';

const unzip = promisify(gunzip);

/** Several times the size of the published files. */
const mostBytes = 32 * 1024 * 1024;

/** A text file, unpacked if it is gzip by its content. @throws TableFault when it is too large or no UTF-8 text */
export async function readBoundedText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > mostBytes) throw new TableFault(`it has ${size} bytes, more than ${mostBytes}`);
  const handle = await open(path, 'r');
  try {
    return decode(await unpacked(await handle.readFile()));
  } finally {
    await handle.close();
  }
}

async function unpacked(bytes: Buffer): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await unzip(bytes, { maxOutputLength: mostBytes });
  } catch (cause) {
    throw new TableFault('it is damaged gzip, or unpacks to too much', { cause });
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TableFault('it is no UTF-8 text', { cause });
  }
}
