import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openWeightFile } from '../../../src/adapters/weights/open-weight-file.js';
import { numbersOf } from '../../../src/domain/weights/stored-tensor.js';
import { fill } from '../../suites/golden/fill.js';

interface ListedTensor {
  readonly key: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly fill?: string;
  readonly values?: readonly (number | string)[];
}
interface ListedFile {
  readonly file: string;
  readonly what: string;
  readonly ok: boolean;
  readonly tensors?: readonly ListedTensor[];
}

const folder = fileURLToPath(new URL('../../../../shared/golden/weights/', import.meta.url));
const present = existsSync(`${folder}files.json`);
const title = present ? 'a shared weight file' : 'a shared weight file (skipped: ../shared/golden/weights is not there)';
const list: readonly ListedFile[] = present ? JSON.parse(readFileSync(`${folder}files.json`, 'utf8')) : [];

/** What each bad file's message must say, from `must` in files.json. */
const refusals: readonly (readonly [file: string, message: RegExp])[] = [
  ['whole-module.pt', /class torch\.nn\.modules\.container\.Sequential, not a state dict/],
  ['float8.pt', /tensor "w" has the type torch\.float8_e4m3fn/],
  ['object.npz', /holds pickled Python objects, which avtool does not unpickle/],
  ['hostile-os-system.pt', /would call posix\.system/],
  ['hostile-eval.pt', /would call (builtins|__builtin__)\.eval/],
  ['hostile-deep.pt', /damaged|truncated|no tensors/],
  ['hostile-loop.pt', /holds no tensors by names/],
  ['hostile-truncated-pickle.pt', /pickle is truncated/],
  ['truncated.pt', /zip archive is truncated/],
  ['hostile-short-storage.pt', /tensor "w": its shape \[64, 64\] needs 16384 bytes, and its storage holds 100/],
  ['hostile-out-of-range.pt', /tensor "w": it reaches to byte \d+ of a storage of 64 bytes/],
  ['hostile-huge.pt', /tensor "w": its shape \[1099511627776\] needs 4398046511104 bytes, and its storage holds 4/],
  ['hostile-offsets.safetensors', /tensor "w" ends at byte 1099511627776/],
  ['hostile-overlap.safetensors', /tensor "b" overlaps/],
  ['hostile-header.safetensors', /its header claims 4611686018427387904 bytes/],
  ['not-weights.pt', /it is an HTML page, not weights/],
  ['empty.pt', /it is empty/],
];

/** Largest relative rounding of the type (half a unit in the last place), and half its smallest step near zero. */
const rounding: Readonly<Record<string, readonly [relative: number, absolute: number]>> = { float16: [2 ** -11, 2 ** -25], bfloat16: [2 ** -8, 0] };

function expectListed({ key, shape, dtype, fill: name, values }: ListedTensor, found: readonly (number | bigint)[]): void {
  if (dtype === 'int64') {
    expect(found).toEqual(values?.map(BigInt));
    return;
  }
  const wanted = values?.map(Number) ?? [...fill(name ?? '', shape, 0, 1).data];
  expect(found.length, key).toBe(wanted.length);
  const [relative, absolute] = rounding[dtype] ?? [0, 0];
  wanted.forEach((value, index) => expect(Math.abs(Number(found[index]) - value), `${key}[${index}]`).toBeLessThanOrEqual(relative * Math.abs(value) + absolute));
}

describe.skipIf(!present)(title, () => {
  it.each(list.filter(({ ok }) => ok).map((listed) => [listed.file, listed] as const))('%s gives the listed tensors with their types, shapes and numbers', async (name, { tensors = [] }) => {
    const file = await openWeightFile(`${folder}${name}`);
    try {
      expect(file.tensors.map((tensor) => tensor.name).sort()).toEqual(tensors.map(({ key }) => key).sort());
      for (const listed of tensors) {
        const tensor = file.tensors.find((candidate) => candidate.name === listed.key);
        expect(tensor).toEqual({ name: listed.key, dtype: listed.dtype, shape: listed.shape });
        if (tensor !== undefined) expectListed(listed, Array.from(numbersOf(await file.read(tensor)) as ArrayLike<number | bigint>));
      }
    } finally {
      await file.close();
    }
  });

  it.each(refusals)('%s is refused: %s', async (name, message) => {
    await expect(openWeightFile(`${folder}${name}`)).rejects.toMatchObject({ code: 'WEIGHTS_DAMAGED', exitCode: 2, where: `${folder}${name}`, message: expect.stringMatching(message) });
    expect(existsSync('hostile-was-run')).toBe(false);
  });

  it('is either listed as good or has its refusal tested here', () => {
    expect(refusals.map(([name]) => name).sort()).toEqual(list.filter(({ ok }) => !ok).map(({ file }) => file).sort());
  });

  it('of Lightning says what it skips and keeps the numbers beside the weights', async () => {
    const file = await openWeightFile(`${folder}lightning.ckpt`);
    expect(file).toMatchObject({ format: 'PyTorch (zip)', metadata: { epoch: '3', global_step: '1000' } });
    expect(file.skipped).toContain('optimizer_states');
    await file.close();
  });
});
