import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from '../../../../src/adapters/report/tensorboard/crc32c.js';
import { eventFile } from '../../../../src/adapters/report/tensorboard/event-file.js';
import { createEventLogWriter } from '../../../../src/adapters/report/tensorboard/event-log-writer.js';
import { temporaryFolder } from '../../files/temporary-folder.js';

/** The data of every record, after length and both checksums were checked. */
function records(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(view.getBigUint64(at, true));
    expect(view.getUint32(at + 8, true)).toBe(maskedCrc32c(bytes.subarray(at, at + 8)));
    const data = bytes.subarray(at + 12, at + 12 + length);
    expect(view.getUint32(at + 12 + length, true)).toBe(maskedCrc32c(data));
    found.push(data);
    at += 16 + length;
  }
  return found;
}

/** An event as its fields: 1 time, 2 step, 3 version, 5 summary → 1 value → 1 tag, 2 number. */
function event(bytes: Uint8Array) {
  const read: Record<string, unknown> = {};
  const fields = (data: Uint8Array, take: (field: number, reader: BinaryReader) => boolean): void => {
    const reader = new BinaryReader(data);
    while (reader.pos < reader.len) {
      const [field, type] = reader.tag();
      if (!take(field, reader)) reader.skip(type, field);
    }
  };
  fields(bytes, (field, reader) => {
    if (field === 1) read.seconds = reader.double();
    else if (field === 2) read.step = Number(reader.int64());
    else if (field === 3) read.version = reader.string();
    else if (field === 5) fields(reader.bytes(), (_, values) => (fields(values.bytes(), (inner, value) => (inner === 1 ? (read.tag = value.string()) : (read.value = value.float())) !== undefined), true));
    else return false;
    return true;
  });
  return read;
}

describe('CRC-32C', () => {
  it.each([
    // The check value of the polynomial, and the examples of RFC 3720, appendix B.4.
    [new TextEncoder().encode('123456789'), 0xe3069283],
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ])('of example bytes is what the standard says', (bytes, value) => {
    expect(crc32c(bytes)).toBe(value);
  });
});

describe('a TensorBoard event file', () => {
  it('begins as those of TensorFlow do: 24 bytes of data, their checksum, the version of the format', () => {
    // Length 24 and its masked checksum, which is the same in every event file of version 2.
    const [first] = eventFile([]);
    expect([...first.subarray(0, 12)]).toEqual([0x18, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22]);
    expect(event(records(first)[0])).toEqual({ seconds: 0, version: 'brain.Event:2' });
  });

  it('gives back every number with its name, step and time', () => {
    const scalars = [
      { tag: 'val/accuracy', step: 418, seconds: 12.5, value: 71.25 },
      { tag: 'epoch/loss', step: 5_000_000_000, seconds: 0, value: -0.5 },
    ];
    const [, ...events] = records(Buffer.concat([...eventFile(scalars)])).map(event);
    expect(events).toEqual(scalars);
  });

  it('replaces the one that was written before', async () => {
    const folder = join(await temporaryFolder(), 'first');
    const writer = createEventLogWriter();
    await writer.write(folder, [{ tag: 'a', step: 1, seconds: 0, value: 1 }, { tag: 'b', step: 1, seconds: 0, value: 1 }]);
    const path = await writer.write(folder, [{ tag: 'c', step: 2, seconds: 0, value: 1 }]);
    expect((await readdir(folder)).map((name) => join(folder, name))).toEqual([path]);
    expect(path).toContain('tfevents');
    expect(records(await readFile(path)).map((data) => event(data).tag)).toEqual([undefined, 'c']);
  });
});
