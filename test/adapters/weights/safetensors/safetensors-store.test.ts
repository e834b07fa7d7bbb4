import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSafetensorsStore } from '../../../../src/adapters/weights/safetensors/safetensors-store.js';
import type { TensorValue } from '../../../../src/domain/graph/tensor.js';
import { fullDisk } from '../../files/faulty-file-system.js';
import { temporaryFolder } from '../../files/temporary-folder.js';
import { fileWithHeader, fileWithTensor } from './a-file.js';

const store = createSafetensorsStore();
const float32 = (...values: number[]): TensorValue => ({ dtype: 'float32', shape: [values.length], data: Float32Array.from(values) });
const bytes = (array: Float32Array | Float64Array | Uint16Array | BigInt64Array | Int32Array): Uint8Array => new Uint8Array(array.buffer);

async function readBack(file: Uint8Array): Promise<TensorValue | undefined> {
  const path = join(await temporaryFolder(), 'w.safetensors');
  await writeFile(path, file);
  return (await store.read(path)).tensors.get('w');
}

describe('reading a tensor', () => {
  // Bit patterns of IEEE 754 binary16: 1, −2, the largest, the smallest subnormal, the smallest normal, −0, ∞.
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x8000, 0x7c00);

  it.each([
    ['F32', bytes(Float32Array.of(0.1, -Infinity)), 'float32', Float32Array.of(0.1, -Infinity)],
    ['F64', bytes(Float64Array.of(0.1, -3)), 'float32', Float32Array.of(0.1, -3)],
    ['F16', bytes(halves), 'float32', Float32Array.of(1, -2, 65504, 2 ** -24, 2 ** -14, -0, Infinity)],
    ['BF16', bytes(Uint16Array.of(0x3f80, 0xc040, 0x0001, 0xff80)), 'float32', Float32Array.of(1, -3, 2 ** -133, -Infinity)],
    ['I32', bytes(Int32Array.of(-7, 2147483647)), 'int32', Int32Array.of(-7, 2147483647)],
    ['I64', bytes(BigInt64Array.of(-2147483648n, 2147483647n)), 'int32', Int32Array.of(-2147483648, 2147483647)],
    ['U8', Uint8Array.of(0, 255), 'int32', Int32Array.of(0, 255)],
    ['BOOL', Uint8Array.of(1, 0, 1), 'bool', Uint8Array.of(1, 0, 1)],
  ])('of type %s gives its numbers in a type of the domain', async (type, data, dtype, expected) => {
    expect(await readBack(fileWithTensor(type, [expected.length], data))).toEqual({ dtype, shape: [expected.length], data: expected });
  });

  it('of type F16 keeps not-a-number', async () => {
    expect((await readBack(fileWithTensor('F16', [], bytes(Uint16Array.of(0x7e00)))))?.data).toEqual(Float32Array.of(NaN));
  });

  it('converts past the end of one block', async () => {
    const values = Float64Array.from({ length: 300_000 }, (_, index) => index);
    const read = await readBack(fileWithTensor('F64', [300, 1000], bytes(values)));
    expect(read?.data.findIndex((value, index) => value !== index)).toBe(-1);
    expect(read?.data).toHaveLength(300_000);
  });

  it.each([
    ['I64', bytes(BigInt64Array.of(0n, 2147483648n)), 'tensor "w": element 1 is 2147483648, beyond 32-bit integers'],
    ['F64', bytes(Float64Array.of(1e39)), 'tensor "w": element 0 is 1e+39, beyond 32-bit floats'],
    ['BOOL', Uint8Array.of(1, 2), 'tensor "w": a boolean is neither 0 nor 1'],
  ])('of type %s refuses a value that does not fit', async (type, data, message) => {
    const count = type === 'BOOL' ? data.length : data.length / 8;
    await expect(readBack(fileWithTensor(type, [count], data))).rejects.toMatchObject({ code: 'WEIGHTS_DAMAGED', message: expect.stringContaining(message) });
  });

  it('needs neither alignment nor an order of names', async () => {
    const header = '{"b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]},"w":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}} ';
    expect(await readBack(fileWithHeader(header, Uint8Array.of(1, 0, 0, 128, 63)))).toEqual({ dtype: 'bool', shape: [1], data: Uint8Array.of(1) });
  });

  it('finds tensors without elements among others', async () => {
    const header = '{"z":{"dtype":"F32","shape":[0,4],"data_offsets":[4,4]},"w":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}';
    expect(await readBack(fileWithHeader(header, bytes(Float32Array.of(5))))).toEqual({ dtype: 'float32', shape: [], data: Float32Array.of(5) });
  });
});

describe('writing weights', () => {
  it('gives back what was written, in the same order', async () => {
    const path = join(await temporaryFolder(), 'w.safetensors');
    const tensors = new Map<string, TensorValue>([
      ['10', float32(1.5, -0, NaN)],
      ['__proto__', { dtype: 'bool', shape: [3, 1], data: Uint8Array.of(1, 0, 1) }],
      ['2 "quoted" \\ é', { dtype: 'int32', shape: [], data: Int32Array.of(-5) }],
      ['empty', { dtype: 'float32', shape: [2, 0], data: new Float32Array() }],
    ]);
    await store.write(path, { tensors, metadata: { format: 'pt', '7': 'a "text"\nof two lines' } });
    const back = await store.read(path);
    expect([...back.tensors]).toEqual([...tensors]);
    expect(back.metadata).toEqual({ format: 'pt', '7': 'a "text"\nof two lines' });
  });

  it('gives back any names, shapes and bits', async () => {
    const path = join(await temporaryFolder(), 'w.safetensors');
    const values = fc.oneof(fc.float32Array({ maxLength: 20 }), fc.int32Array({ maxLength: 20 }));
    const named = fc.uniqueArray(fc.tuple(fc.string({ unit: 'grapheme' }), values), { selector: ([name]) => name, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(named, async (entries) => {
        const tensors = new Map(
          entries
            .filter(([name]) => name !== '__metadata__')
            .map(([name, data]): [string, TensorValue] => [name, { dtype: data instanceof Float32Array ? 'float32' : 'int32', shape: [data.length], data }]),
        );
        await store.write(path, { tensors, metadata: {} });
        expect([...(await store.read(path)).tensors]).toEqual([...tensors]);
      }),
      { numRuns: 50 },
    );
  });

  it('rounds 64-bit floats to 32 bits and starts the data at a multiple of eight', async () => {
    const path = join(await temporaryFolder(), 'w.safetensors');
    await store.write(path, { tensors: new Map([['w', { dtype: 'float32', shape: [1], data: Float64Array.of(0.1) }]]), metadata: {} });
    const file = await readFile(path);
    expect(file.readBigUInt64LE(0) % 8n).toBe(0n);
    expect(file.subarray(-4)).toEqual(Buffer.from(Float32Array.of(0.1).buffer));
  });

  it('refuses numbers that do not fill the shape, and keeps the file that was there', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'w.safetensors');
    await writeFile(path, 'old');
    const tensors = new Map<string, TensorValue>([['w', { dtype: 'float32', shape: [3], data: Float32Array.of(1, 2) }]]);
    await expect(store.write(path, { tensors, metadata: {} })).rejects.toThrow('tensor w has 2 numbers for shape [3]');
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['w.safetensors']);
  });

  it.each([0, 7, 100, 4000])('keeps the old weights when the disk is full after %i bytes', async (freeBytes) => {
    const folder = await temporaryFolder();
    const path = join(folder, 'w.safetensors');
    await store.write(path, { tensors: new Map([['w', float32(1, 2)]]), metadata: {} });
    const full = createSafetensorsStore(fullDisk(freeBytes)).write(path, { tensors: new Map([['w', float32(...Array.from({ length: 1000 }, () => 3))]]), metadata: {} });
    await expect(full).rejects.toMatchObject({ code: 'DISK_FULL', exitCode: 4, where: path });
    expect((await store.read(path)).tensors.get('w')).toEqual(float32(1, 2));
    expect(await readdir(folder)).toEqual(['w.safetensors']);
  });
});
