import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSafetensorsStore } from '../../../../src/adapters/weights/safetensors/safetensors-store.js';
import { temporaryFolder } from '../../files/temporary-folder.js';
import { fileWithHeader } from './a-file.js';

const store = createSafetensorsStore();
const tensor = (begin: number | string, end: number | string, shape: string = '[4]', dtype = 'F32'): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${begin},${end}]}`;
const data = (count: number): Uint8Array => new Uint8Array(count);

const hostile: readonly (readonly [name: string, file: Uint8Array, message: string])[] = [
  ['no bytes', data(0), 'it is empty'],
  ['fewer bytes than a header length', data(7), 'it is cut off: 7 bytes'],
  ['a header length of 2^62', fileWithHeader('{}', data(0), 2n ** 62n), 'its header claims 4611686018427387904 bytes, and the most allowed are 100000000'],
  ['a header longer than the file', fileWithHeader('{}', data(0), 1000n), 'its header claims 1000 bytes, but the file has only 10'],
  ['no header', fileWithHeader(''), 'no "{"'],
  ['a header that is a list', fileWithHeader('[]'), 'no "{"'],
  ['a header that is cut off', fileWithHeader(`{"w":${tensor(0, 16).slice(0, -5)}`, data(16)), 'tensor "w"'],
  ['a name without an end', fileWithHeader('{"w'), 'ends inside a string'],
  ['a name that is not UTF-8', binaryName(), 'not UTF-8'],
  ['a name with a bad escape', fileWithHeader('{"\\x":1}'), 'not JSON'],
  ['text after the header', fileWithHeader('{} {}'), 'goes on after its end'],
  ['a bomb of nested lists', fileWithHeader(`{"w":${'['.repeat(1_000_000)}`), 'no "{"'],
  ['a bomb of nested lists in a shape', fileWithHeader(`{"w":{"shape":${'['.repeat(1_000_000)}`), 'the shape of tensor "w" is not a whole number'],
  ['a bomb of nested objects', fileWithHeader('{"w":'.repeat(1_000_000)), 'unknown entry "w"'],
  ['two tensors of one name', fileWithHeader(`{"w":${tensor(0, 16)},"w":${tensor(0, 16)}}`, data(16)), '"w" stands twice'],
  ['one name written in two ways', fileWithHeader(`{"w":${tensor(0, 16)},"\\u0077":${tensor(0, 16)}}`, data(16)), '"w" stands twice'],
  ['two shapes', fileWithHeader('{"w":{"dtype":"F32","shape":[4],"shape":[2],"data_offsets":[0,8]}}', data(8)), '"shape" stands twice in tensor "w"'],
  ['a size of 2^63', fileWithHeader(`{"w":${tensor(0, 16, '[9223372036854775808]')}}`, data(16)), 'the shape of tensor "w" is not a whole number from 0 to 2^53'],
  ['sizes whose product is 2^64', fileWithHeader(`{"w":${tensor(0, 0, '[4294967296,4294967296]')}}`), 'tensor "w" needs'],
  ['a negative size', fileWithHeader(`{"w":${tensor(0, 16, '[-4]')}}`, data(16)), 'the shape of tensor "w"'],
  ['a size that is no whole number', fileWithHeader(`{"w":${tensor(0, 16, '[4.0]')}}`, data(16)), 'the shape of tensor "w"'],
  ['more elements than bytes', fileWithHeader(`{"w":${tensor(0, 16, '[5]')}}`, data(16)), 'tensor "w" needs 20 bytes by its shape [5] and type F32, but has 16'],
  ['offsets past the end of the file', fileWithHeader(`{"w":${tensor(0, 1099511627776)}}`), 'tensor "w" ends at byte 1099511627776 of the data, but the file holds only 0'],
  ['offsets of 2^63', fileWithHeader(`{"w":${tensor(0, '9223372036854775808')}}`), 'data_offsets of tensor "w"'],
  ['offsets that run backwards', fileWithHeader(`{"w":${tensor(16, 0)}}`, data(16)), 'no begin and end'],
  ['three offsets', fileWithHeader('{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16,16]}}', data(16)), 'no begin and end'],
  ['tensors that overlap', fileWithHeader(`{"a":${tensor(0, 16)},"b":${tensor(8, 24)}}`, data(24)), 'tensor "b" overlaps the one before it, at byte 8'],
  ['two tensors on the same bytes', fileWithHeader(`{"a":${tensor(0, 16)},"b":${tensor(0, 16)}}`, data(16)), 'tensor "b" overlaps'],
  ['a hole between tensors', fileWithHeader(`{"a":${tensor(0, 16)},"b":${tensor(20, 36)}}`, data(36)), 'a hole of 4 bytes before tensor "b"'],
  ['bytes of no tensor at the end', fileWithHeader(`{"a":${tensor(0, 16)}}`, data(17)), '1 bytes at the end of the file belong to no tensor'],
  ['data that was cut off', fileWithHeader(`{"a":${tensor(0, 16)}}`, data(15)), 'tensor "a" ends at byte 16 of the data, but the file holds only 15'],
  ['a type of eight bits', fileWithHeader(`{"w":${tensor(0, 4, '[4]', 'F8_E4M3')}}`, data(4)), 'tensor "w" has the type "F8_E4M3"'],
  ['a type named like a method', fileWithHeader(`{"w":${tensor(0, 4, '[4]', 'toString')}}`, data(4)), 'tensor "w" has the type "toString"'],
  ['a tensor without a type', fileWithHeader('{"w":{"shape":[0],"data_offsets":[0,0]}}'), 'tensor "w" lacks dtype'],
  ['metadata that is no text', fileWithHeader('{"__metadata__":{"a":1}}'), '__metadata__ "a"'],
  ['a name that writes to the terminal', fileWithHeader('{"\\u001b[2Jw":{}}'), 'tensor "\\u001b[2Jw" lacks dtype'],
];

function binaryName(): Uint8Array {
  const file = fileWithHeader('{"?":{}}');
  file[10] = 0xff;
  return file;
}

describe('a hostile safetensors file', () => {
  it.each(hostile)('with %s is refused in one sentence', async (_name, file, message) => {
    const path = join(await temporaryFolder(), 'w.safetensors');
    await writeFile(path, file);
    await expect(store.read(path)).rejects.toMatchObject({ code: 'WEIGHTS_DAMAGED', exitCode: 2, where: path, message: expect.stringContaining(message) });
  });

  it('with a name of a million letters is refused in a short sentence', async () => {
    const path = join(await temporaryFolder(), 'w.safetensors');
    await writeFile(path, fileWithHeader(`{"${'n'.repeat(1_000_000)}":{}}`));
    const fault = await store.read(path).then(
      () => '',
      (error: unknown) => String(error),
    );
    expect(fault).toContain('lacks dtype');
    expect(fault.length).toBeLessThan(400);
  });

  it('that claims a gigabyte it does not hold takes no memory for it', async () => {
    const path = join(await temporaryFolder(), 'w.safetensors');
    await writeFile(path, fileWithHeader(`{"w":${tensor(0, 2 ** 30, `[${2 ** 28}]`)}}`));
    const before = process.memoryUsage().arrayBuffers;
    await expect(store.read(path)).rejects.toMatchObject({ code: 'WEIGHTS_DAMAGED' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  });

  it('with a header of 100 MB and one byte is refused before it is read', async () => {
    const path = join(await temporaryFolder(), 'w.safetensors');
    await writeFile(path, fileWithHeader('', data(0), 100_000_001n));
    await truncate(path, 100_000_009); // sparse: takes no disk
    await expect(store.read(path)).rejects.toMatchObject({ message: expect.stringContaining('the most allowed are 100000000') });
  });

  it('that is a folder or missing is told apart', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'folder.safetensors'));
    await expect(store.read(join(folder, 'folder.safetensors'))).rejects.toMatchObject({ code: 'WEIGHTS_DAMAGED', message: expect.stringContaining('it is no file') });
    await expect(store.read(join(folder, 'nothing.safetensors'))).rejects.toMatchObject({ code: 'WEIGHTS_MISSING', exitCode: 3, where: join(folder, 'nothing.safetensors') });
  });
});
