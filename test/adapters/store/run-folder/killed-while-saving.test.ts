import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createRunStore } from '../../../../src/adapters/store/run-folder/run-store.js';
import { createSafetensorsStore } from '../../../../src/adapters/weights/safetensors/safetensors-store.js';
import { startScript } from '../../files/child-process.js';
import { temporaryFolder } from '../../files/temporary-folder.js';
import { aCheckpoint } from './a-checkpoint.js';

const store = createRunStore(createSafetensorsStore());
const saveCheckpoints = new URL('./save-checkpoints.ts', import.meta.url);

/** Runs the saving process until it kills itself; gives the numbers of the checkpoints it saved. */
async function saveUntilKilled(path: string, first: number, dieAt: number): Promise<number[]> {
  const child = startScript(saveCheckpoints, path, String(first), String(dieAt));
  const [output, [, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(signal).toBe('SIGKILL');
  return output.split('\n').filter(Boolean).map(Number);
}

async function loadedStep(path: string): Promise<number> {
  const run = await store.open(path, 'read');
  const loaded = await run.loadCheckpoint('last');
  const step = Number(loaded?.checkpoint.tensors.get('optimiser.step')?.data[0]);
  expect(loaded).toEqual({ checkpoint: aCheckpoint({ step, count: 1000 }), warnings: [] });
  return step;
}

describe('a process that is killed while it saves checkpoints', () => {
  it('leaves the newest complete checkpoint wherever it stood, again and again', async () => {
    const path = join(await temporaryFolder(), 'run');
    const run = await store.create(path);
    await run.writeConfig({});
    await run.saveCheckpoint('last', aCheckpoint({ step: 0, count: 1000 }));
    await run.close();

    // One save is 14 steps: create, write, written (header and two tensors), sync, close, rename, syncFolder; then rename, rename, syncFolder.
    // Leftovers that the next process removes come before them. The places: before, while and after writing, around each rename, and in the next save.
    const places = [0, 2, 5, 8, 10, 11, 12, 13, 14, 18];
    let newest = 0;
    for (const dieAt of places) {
      const saved = await saveUntilKilled(path, newest + 1, dieAt);
      const atLeast = saved.at(-1) ?? newest;
      newest = await loadedStep(path);
      expect([atLeast, atLeast + 1]).toContain(newest);
    }
    expect(newest).toBeGreaterThanOrEqual(3);

    await (await store.open(path, 'write')).close();
    expect((await readdir(join(path, 'checkpoints'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  }, 180_000);
});
