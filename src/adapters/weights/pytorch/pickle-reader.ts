import { ContentFault } from '../weights-fault.js';

const longestLine = 4096;
const longestInteger = 1024;

/** Takes the parts of pickle instructions from bytes; never past their end. */
export class PickleReader {
  private readonly view: DataView;
  at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get size(): number {
    return this.bytes.length;
  }

  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) throw new ContentFault(`its pickle is truncated: ${length} bytes from byte ${this.at} on are wanted, and it has ${this.bytes.length}`);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  uint8(): number {
    return this.take(1)[0];
  }

  uint16(): number {
    this.take(2);
    return this.view.getUint16(this.at - 2, true);
  }

  uint32(): number {
    this.take(4);
    return this.view.getUint32(this.at - 4, true);
  }

  int32(): number {
    this.take(4);
    return this.view.getInt32(this.at - 4, true);
  }

  uint64(): number {
    this.take(8);
    return Number(this.view.getBigUint64(this.at - 8, true));
  }

  /** Big-endian, unlike everything else. */
  float64(): number {
    this.take(8);
    return this.view.getFloat64(this.at - 8, false);
  }

  /** Two's complement. */
  integer(length: number): number | bigint {
    if (length > longestInteger) throw new ContentFault(`its pickle holds an integer of ${length} bytes`);
    const hex = [...this.take(length)].reverse().map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const value = hex === '' ? 0n : BigInt.asIntN(8 * length, BigInt(`0x${hex}`));
    return BigInt.asIntN(53, value) === value ? Number(value) : value;
  }

  text(length: number): string {
    return new TextDecoder().decode(this.take(length));
  }

  /** Up to the next line feed, which is taken too. */
  line(): string {
    const end = this.bytes.subarray(this.at, this.at + longestLine).indexOf(0x0a);
    if (end < 0) throw new ContentFault(`its pickle is truncated or damaged: the line at byte ${this.at} has no end`);
    const text = this.text(end);
    this.at++;
    return text;
  }
}
