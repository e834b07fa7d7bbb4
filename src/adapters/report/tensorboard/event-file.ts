import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { EventScalar } from '../../../domain/ports/event-log.js';
import { maskedCrc32c } from './crc32c.js';

/** Fields of TensorFlow's messages (event.proto, summary.proto). */
const event = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;
const summary = { value: 1, tag: 1, simpleValue: 2 } as const;

/** The bytes of a TensorBoard event file, a record at a time: first the version, then one event a number. */
export function* eventFile(scalars: readonly EventScalar[]): Generator<Uint8Array> {
  yield tfRecord(new BinaryWriter().tag(event.wallTime, WireType.Bit64).double(0).tag(event.fileVersion, WireType.LengthDelimited).string('brain.Event:2').finish());
  for (const scalar of scalars) yield tfRecord(scalarEvent(scalar));
}

function scalarEvent({ tag, step, seconds, value }: EventScalar): Uint8Array {
  const writer = new BinaryWriter().tag(event.wallTime, WireType.Bit64).double(seconds).tag(event.step, WireType.Varint).int64(step);
  writer.tag(event.summary, WireType.LengthDelimited).fork();
  writer.tag(summary.value, WireType.LengthDelimited).fork();
  writer.tag(summary.tag, WireType.LengthDelimited).string(tag).tag(summary.simpleValue, WireType.Bit32).float(value);
  return writer.join().join().finish();
}

/** TFRecord: length (8 bytes), its masked checksum, data, their masked checksum; little endian. */
function tfRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(data.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return record;
}
