import { readBytes, type ByteRange } from '../file-bytes.js';
import { ContentFault } from '../weights-fault.js';

/** One field of a message: a number, or where its bytes lie. */
export interface ProtobufField {
  readonly number: number;
  /** Of a varint; 0 for others. */
  readonly value: bigint;
  readonly begin: number;
  readonly end: number;
  readonly wire: number;
}

const longestVarint = 10;

/** The fields of a message (protobuf.dev, "Encoding"), without entering them. @throws ContentFault where it is cut off or damaged */
export async function* fieldsOf(file: ByteRange, begin: number, end: number): AsyncGenerator<ProtobufField> {
  for (let at = begin; at < end; ) {
    // A tag and a length fit.
    const head = await readBytes(file, at, Math.min(2 * longestVarint, end - at));
    const tag = varint(head, 0);
    const number = Number(tag.value >> 3n);
    const wire = Number(tag.value & 7n);
    const after = at + tag.next;
    const next = wire === 0 || wire === 2 ? varint(head, tag.next) : { value: 0n, next: tag.next };
    const first = wire === 2 ? at + next.next : after;
    const size = wire === 0 ? next.next - tag.next : wire === 1 ? 8 : wire === 5 ? 4 : wire === 2 ? Number(next.value) : NaN;
    if (Number.isNaN(size) || number === 0) throw new ContentFault(`it is damaged at byte ${at}: no field of a message begins like this`);
    if (size > end - first) throw new ContentFault(`it is truncated or damaged: the field at byte ${at} claims ${size} bytes, and ${end - first} are left`);
    yield { number, wire, value: wire === 0 ? next.value : 0n, begin: first, end: first + size };
    at = first + size;
  }
}

/** @throws ContentFault for one without an end */
export function varint(bytes: Uint8Array, at: number): { readonly value: bigint; readonly next: number } {
  let value = 0n;
  for (let index = 0; index < longestVarint && at + index < bytes.length; index++) {
    value |= BigInt(bytes[at + index] & 0x7f) << BigInt(7 * index);
    if ((bytes[at + index] & 0x80) === 0) return { value: BigInt.asUintN(64, value), next: at + index + 1 };
  }
  throw new ContentFault('it is truncated or damaged: a number has no end');
}
