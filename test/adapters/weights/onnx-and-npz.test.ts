import { zipSync, type Zippable } from 'fflate';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWeightFile } from '../../../src/adapters/weights/open-weight-file.js';
import { numbersOf, type StoredNumbers } from '../../../src/domain/weights/stored-tensor.js';
import { temporaryFolder } from '../files/temporary-folder.js';

const text = (value: string): number[] => [...new TextEncoder().encode(value)];
/** A field of a protobuf message that has a length. */
const field = (number: number, bytes: readonly number[]): number[] => [(number << 3) | 2, bytes.length, ...bytes];
const number = (at: number, value: number): number[] => [at << 3, value];
const entry = (key: string, value: string): number[] => field(13, [...field(1, text(key)), ...field(2, text(value))]);
/** A model with one initialiser. */
const aModel = (tensor: readonly number[]): Uint8Array => Uint8Array.from([...number(1, 8), ...field(7, field(5, tensor))]);
/** An array of float32 (NumPy's format, version 1). */
const npy = (header: string, data: Uint8Array): Uint8Array => Uint8Array.from([0x93, ...text('NUMPY'), 1, 0, header.length, 0, ...text(header), ...data]);

async function reading(name: string, bytes: Uint8Array, beside: Readonly<Record<string, Uint8Array>> = {}): Promise<Record<string, StoredNumbers>> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, name), bytes);
  for (const [other, content] of Object.entries(beside)) await writeFile(join(folder, other), content);
  const file = await openWeightFile(join(folder, name));
  try {
    const numbers: Record<string, StoredNumbers> = {};
    for (const tensor of file.tensors) numbers[tensor.name] = numbersOf(await file.read(tensor));
    return numbers;
  } finally {
    await file.close();
  }
}

const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

describe('the initialisers of an ONNX model', () => {
  it('are read from numbers of their type, from varints and from a file beside it', async () => {
    const listed = [...number(1, 2), ...number(2, 1), ...field(8, text('w')), ...field(4, [...floats(1, 2)])];
    expect(await reading('a.onnx', aModel(listed))).toEqual({ w: Float32Array.of(1, 2) });
    // 300 and −1, as onnx.helper.make_tensor writes them.
    const varints = [...number(1, 2), ...number(2, 7), ...field(7, [0xac, 0x02, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]), ...field(8, text('i'))];
    expect(await reading('b.onnx', aModel(varints))).toEqual({ i: BigInt64Array.of(300n, -1n) });
    const outside = [...number(1, 1), ...number(2, 1), ...field(8, text('w')), ...entry('location', 'b.data'), ...entry('offset', '4'), ...number(14, 1)];
    expect(await reading('c.onnx', aModel(outside), { 'b.data': floats(8, 9) })).toEqual({ w: Float32Array.of(9) });
  });

  it.each(['../secret', '/etc/passwd', 'a/../../b'])('that lie at %s are refused', async (location) => {
    const outside = [...number(1, 1), ...number(2, 1), ...field(8, text('w')), ...entry('location', location)];
    await expect(reading('c.onnx', aModel(outside))).rejects.toMatchObject({ code: 'WEIGHTS_DAMAGED', message: expect.stringContaining("outside the model's folder") });
  });

  it.each([
    ['fewer bytes than the shape needs', [...number(1, 3), ...number(2, 1), ...field(8, text('w')), ...field(9, [...floats(1)])], 'initialiser "w" needs 12 bytes by its shape, and it has 4'],
    ['a type of texts', [...number(1, 1), ...number(2, 8), ...field(8, text('w'))], 'initialiser "w" has the type 8'],
    ['a file beside it that is shorter', [...number(1, 3), ...number(2, 1), ...field(8, text('w')), ...entry('location', 'b.data')], 'needs 12 bytes from byte 0 of "b.data" on, which has 8'],
  ])('with %s are refused by name', async (_name, tensor, message) => {
    await expect(reading('d.onnx', aModel(tensor), { 'b.data': floats(8, 9) })).rejects.toMatchObject({ code: 'WEIGHTS_DAMAGED', message: expect.stringContaining(message) });
  });
});

describe('the arrays of an .npz file', () => {
  const header = (descr: string, shape: string, fortran = 'False'): string => `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }\n`;
  const archive = (files: Zippable): Uint8Array => zipSync(files);

  it('are read packed or not, in either order of memory', async () => {
    const files: Zippable = { 'a.npy': [npy(header('<f4', '2, 2', 'True'), floats(1, 2, 3, 4)), { level: 0 }], 'b.npy': [npy(header('<f4', '2,'), floats(5, 6)), { level: 9 }] };
    expect(await reading('w.npz', archive(files))).toEqual({ a: Float32Array.of(1, 3, 2, 4), b: Float32Array.of(5, 6) });
  });

  it.each([
    ['another byte order', npy(header('>f4', '1,'), floats(1)), 'has the type ">f4"'],
    ['more numbers than its shape', npy(header('<f4', '1,'), floats(1, 2)), 'needs 4 bytes, and it has 8'],
    ['no header', Uint8Array.of(1, 2, 3), 'does not begin like a NumPy array'],
  ])('with %s are refused by name', async (_name, bytes, message) => {
    await expect(reading('w.npz', archive({ 'a.npy': bytes }))).rejects.toMatchObject({ message: expect.stringMatching(new RegExp(`array "a": .*${message}`)) });
  });
});

describe('what is no weight file', () => {
  it.each([
    ['a Git LFS pointer', text('version https://git-lfs.github.com/spec/v1\noid'), 'a Git LFS pointer'],
    ['a JSON answer', text('{"error": 1}'), 'a JSON text'],
    ['something packed', [0x1f, 0x8b, 8, 0], 'compressed with gzip'],
    ['anything', text('hello world'), 'in no known format'],
    ['a zip archive of something else', [...zipSync({ 'a.txt': Uint8Array.of(1) })], 'without data.pkl'],
  ])('is named: %s', async (_name, bytes, message) => {
    await expect(reading('w.pt', Uint8Array.from(bytes))).rejects.toMatchObject({ code: 'WEIGHTS_DAMAGED', message: expect.stringContaining(message) });
  });
});
