import type { StoredTensor } from '../../../domain/weights/stored-tensor.js';
import { readBytes, type ByteRange } from '../file-bytes.js';
import type { WeightContents } from '../weight-contents.js';
import { ContentFault } from '../weights-fault.js';
import { parseHeader, type Header } from './header.js';

/** The format's own bound. */
const largestHeaderBytes = 100_000_000;
const lengthBytes = 8;

/**
 * Tensors of a safetensors file (https://github.com/huggingface/safetensors, "Format"). Checks the header against the size; no tensor is read and no memory taken for one.
 * @throws ContentFault
 */
export async function readSafetensors(file: ByteRange): Promise<WeightContents> {
  const { header, dataStart } = await readHeader(file);
  const places = new Map(header.tensors.map(({ name, begin, end }) => [name, { position: dataStart + begin, length: end - begin }]));
  return {
    format: 'safetensors',
    tensors: header.tensors.map(({ name, dtype, shape }): StoredTensor => ({ name, dtype, shape })),
    metadata: header.metadata,
    skipped: [],
    async read({ name, dtype, shape }) {
      const place = places.get(name);
      if (place === undefined) throw new Error(`no tensor ${name}`);
      return { dtype, shape, bytes: await readBytes(file, place.position, place.length) };
    },
  };
}

async function readHeader(file: ByteRange): Promise<{ header: Header; dataStart: number }> {
  const { size } = file;
  if (size < lengthBytes) throw new ContentFault(`it is cut off: ${size} bytes`);
  const headerBytes = new DataView((await readBytes(file, 0, lengthBytes)).buffer).getBigUint64(0, true);
  if (headerBytes > largestHeaderBytes) throw new ContentFault(`its header claims ${headerBytes} bytes, and the most allowed are ${largestHeaderBytes}`);
  const dataStart = lengthBytes + Number(headerBytes);
  if (dataStart > size) throw new ContentFault(`its header claims ${headerBytes} bytes, but the file has only ${size}: it is cut off, or something else`);
  return { header: parseHeader(textOf(await readBytes(file, lengthBytes, Number(headerBytes))), size - dataStart), dataStart };
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw new ContentFault('its header is not UTF-8');
    throw error;
  }
}
