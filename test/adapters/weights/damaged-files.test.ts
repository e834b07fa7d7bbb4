import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import { openWeightFile } from '../../../src/adapters/weights/open-weight-file.js';
import { AvtoolError } from '../../../src/domain/errors.js';
import { temporaryFolder } from '../files/temporary-folder.js';

const folder = fileURLToPath(new URL('../../../../shared/golden/weights/', import.meta.url));
const present = existsSync(`${folder}files.json`);
const title = present ? 'a damaged weight file' : 'a damaged weight file (skipped: ../shared/golden/weights is not there)';
const names = present ? readdirSync(folder).filter((name) => /\.(pt|pth|ckpt|npz|onnx|safetensors)$/.test(name)) : [];

/** Opens a file and reads all its tensors. @returns undefined, or what was thrown */
async function readAll(path: string): Promise<unknown> {
  try {
    const file = await openWeightFile(path);
    try {
      for (const tensor of file.tensors) await file.read(tensor);
    } finally {
      await file.close();
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.skipIf(!present)(title, () => {
  // hostile-deep.pt is 400 kB: each try of it takes long, and a mutation of its marks is another pile of marks.
  it.each(names.filter((name) => name !== 'hostile-deep.pt'))('%s with flipped bits or cut off is read or refused in a sentence, whatever is damaged, in bounded memory', async (name) => {
    const random = seededRandom(7).fork(name);
    const good = readFileSync(`${folder}${name}`);
    const path = join(await temporaryFolder(), name);
    const before = process.memoryUsage().arrayBuffers;
    for (let round = 0; round < 60; round++) {
      const bytes = Buffer.from(good);
      const flips = bytes.length === 0 ? 0 : 1 + Math.floor(random.uniform() * 4);
      for (let flip = 0; flip < flips; flip++) bytes[Math.floor(random.uniform() * bytes.length)] ^= 1 << Math.floor(random.uniform() * 8);
      const damaged = round % 3 === 0 ? bytes.subarray(0, Math.floor(random.uniform() * bytes.length)) : bytes;
      await writeFile(path, damaged);
      const failure = await readAll(path);
      if (failure !== undefined && !(failure instanceof AvtoolError)) throw new Error(`round ${round} of ${name} ended in a bug`, { cause: failure });
      if (failure !== undefined) expect(failure.where, failure.message).toBe(path);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20);
    expect(existsSync('hostile-was-run')).toBe(false);
  });
});
