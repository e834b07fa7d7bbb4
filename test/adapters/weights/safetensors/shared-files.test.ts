import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openSafetensors } from '../../../../src/adapters/weights/safetensors/safetensors-file.js';
import { createSafetensorsStore } from '../../../../src/adapters/weights/safetensors/safetensors-store.js';
import { fill } from '../../../suites/golden/fill.js';

interface ListedTensor {
  readonly key: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly fill?: string;
  readonly values?: readonly (number | string)[];
}
interface ListedFile {
  readonly file: string;
  readonly tensors?: readonly ListedTensor[];
}

const folder = fileURLToPath(new URL('../../../../../shared/golden/weights/', import.meta.url));
const present = existsSync(`${folder}files.json`);
const title = present ? 'a shared weight file' : 'a shared weight file (skipped: ../shared/golden/weights is not there)';

/** Largest relative rounding of the type (half a unit in the last place). */
const rounding: Readonly<Record<string, number>> = { float16: 2 ** -11, bfloat16: 2 ** -8 };
/** Half the smallest step of binary16, near zero. */
const absoluteRounding: Readonly<Record<string, number>> = { float16: 2 ** -25 };

function expectListed(listed: ListedTensor, data: ArrayLike<number>): void {
  const wanted = listed.values?.map(Number) ?? [...fill(listed.fill ?? '', listed.shape, 0, 1).data];
  expect(data.length).toBe(wanted.length);
  const [relative, absolute] = [rounding[listed.dtype] ?? 0, absoluteRounding[listed.dtype] ?? 0];
  wanted.forEach((value, index) => {
    expect(Math.abs(data[index] - value), `${listed.key}[${index}]`).toBeLessThanOrEqual(relative * Math.abs(value) + absolute);
  });
}

describe.skipIf(!present)(title, () => {
  it('with all types gives the listed tensors, and refuses by name the one number beyond 32 bits', async () => {
    const list: readonly ListedFile[] = JSON.parse(readFileSync(`${folder}files.json`, 'utf8'));
    const listed = list.find(({ file }) => file === 'plain.safetensors')?.tensors ?? [];
    const file = await openSafetensors(`${folder}plain.safetensors`);
    expect(file.metadata).toEqual({ format: 'pt' });
    expect(file.tensors.map(({ name }) => name).sort()).toEqual(listed.map(({ key }) => key).sort());
    for (const stored of file.tensors) {
      if (stored.name === 'count') {
        await expect(file.read(stored)).rejects.toMatchObject({ message: expect.stringContaining('tensor "count": element 0 is 123456789012, beyond 32-bit integers') });
        continue;
      }
      const entry = listed.find(({ key }) => key === stored.name);
      const value = await file.read(stored);
      expect(value.shape).toEqual(entry?.shape);
      if (entry !== undefined) expectListed(entry, value.data);
    }
    await file.close();
  });

  it.each([
    ['hostile-header.safetensors', 'its header claims 4611686018427387904 bytes'],
    ['hostile-offsets.safetensors', 'tensor "w" ends at byte 1099511627776'],
    ['hostile-overlap.safetensors', 'tensor "b" overlaps'],
  ])('%s is refused, naming the fault', async (name, message) => {
    await expect(createSafetensorsStore().read(`${folder}${name}`)).rejects.toMatchObject({ code: 'WEIGHTS_DAMAGED', message: expect.stringContaining(message) });
  });
});
