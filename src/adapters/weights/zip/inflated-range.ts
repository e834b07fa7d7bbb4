import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { systemCode } from '../../files/file-fault.js';
import { readBytes, type ByteRange } from '../file-bytes.js';
import { ContentFault } from '../weights-fault.js';

const chunkBytes = 65536;

/** What deflated bytes unpack to. Each read unpacks from the start as far as it must, and keeps nothing. @param size unpacked */
export const inflatedRange = (packed: ByteRange, size: number): ByteRange => ({
  size,
  async read(target, position) {
    let at = 0;
    const end = position + target.byteLength;
    const fill = async (unpacked: AsyncIterable<Uint8Array>): Promise<void> => {
      for await (const chunk of unpacked) {
        const from = Math.max(position, at);
        const to = Math.min(end, at + chunk.length);
        if (to > from) target.set(chunk.subarray(from - at, to - at), from - position);
        at += chunk.length;
        if (at >= end) return;
      }
    };
    try {
      await pipeline(Readable.from(chunksOf(packed)), createInflateRaw(), fill);
    } catch (error) {
      // Whoever has enough leaves before the end.
      if (at < end) throw error instanceof ContentFault || systemCode(error) !== undefined ? error : new ContentFault(`its packed data is damaged (${error instanceof Error ? error.message : String(error)})`);
    }
    if (at < end) throw new ContentFault(`it is truncated: its data unpacks to ${at} bytes, and ${end} are wanted`);
  },
});

async function* chunksOf(packed: ByteRange): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < packed.size; at += chunkBytes) yield await readBytes(packed, at, Math.min(chunkBytes, packed.size - at));
}
