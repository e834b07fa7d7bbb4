import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { learningRecords } from '../../src/app/learning-records.js';
import type { MetricRecord } from '../../src/domain/ports/run-store.js';
import { launchAvtool, notBuilt } from './run-avtool.js';
import { makeSmallScenes, succeed, training } from './small-scenes.js';

const minutes = 60_000;
let folder: string;

/** Six batches an epoch, so that an epoch can be left in its middle. */
const command = (run: string) => [...training, '--run', run, '--batch-size', '2', '--epochs', '3', '--seed', '5'];

/** What was learned, without the time it took. */
async function learned(run: string): Promise<MetricRecord[]> {
  const lines = (await readFile(join(folder, run, 'metrics.jsonl'), 'utf8')).trim().split('\n');
  return learningRecords(lines.map((line) => JSON.parse(line) as MetricRecord)).map((record) => Object.fromEntries(Object.entries(record).filter(([key]) => key !== 'seconds' && key !== 'clipsPerSecond')));
}

describe.skipIf(notBuilt)(`training that is interrupted${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avtool-interrupt-'));
    await makeSmallScenes(folder, { train: 12, val: 2, test: 1 });
    await succeed(command('unbroken'), folder);
  }, 5 * minutes);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('by Ctrl-C saves, exits with 130 and prints once the command that goes on to exactly the same losses', async () => {
    const running = launchAvtool(command('stopped'), folder);
    await running.said(/^epoch 1\/3 /m);
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect([code, stdout]).toEqual([130, expect.stringMatching(/^Stopped in epoch \d of 3 after \d+ steps\.\n$/)]);
    expect(existsSync(join(folder, 'stopped/checkpoints/last.safetensors'))).toBe(true);
    const resuming = [...`${stdout}${stderr}`.matchAll(/avtool (ave:train .*--resume.*)/g)].map(([, line]) => line);
    expect(resuming).toEqual([[...command('stopped'), '--resume'].join(' ')]);
    await succeed(resuming[0].split(' '), folder);
    expect(await learned('stopped')).toEqual(await learned('unbroken'));
  }, 5 * minutes);

  it('twice leaves at once, and the folder is free again', async () => {
    const running = launchAvtool([...training, '--run', 'twice', '--epochs', '500'], folder);
    await running.said(/^epoch 1\/500 /m);
    running.child.kill('SIGINT');
    await running.said(/^Stopping after this step/m);
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: null, signal: 'SIGINT', stdout: '' });
    await succeed(['ave:train', '--run', 'twice', '--resume', '--epochs', '1'], folder);
  }, 5 * minutes);

  it('by SIGTERM exits with 143, and survives SIGKILL at any moment of what follows', async () => {
    const stopped = launchAvtool(command('killed'), folder);
    await stopped.said(/^epoch 1\/3 /m);
    stopped.child.kill('SIGTERM');
    expect(await stopped.ended).toMatchObject({ code: 143 });

    const killed = launchAvtool([...command('killed'), '--resume'], folder);
    await killed.said(/^epoch 2\/3 /m);
    // Another moment in every run of the suite; the message names it.
    const delay = Number(process.hrtime.bigint() % 1000n);
    await setTimeout(delay);
    killed.child.kill('SIGKILL');
    await killed.ended;

    await succeed(['ave:train', '--run', 'killed', '--resume', '--set', 'engine.threads=1'], folder);
    expect(await learned('killed'), `killed ${delay} ms after the second epoch`).toEqual(await learned('unbroken'));
  }, 5 * minutes);

  it('by SIGKILL again and again, at any moment from the start of the program on, ends with the same losses and the same weights', async () => {
    const long = (run: string) => [...training, '--run', run, '--batch-size', '2', '--epochs', '6', '--seed', '6'];
    await succeed(long('whole'), folder);
    const delays: number[] = [];
    for (let left = 8; left > 0; left--) {
      const begun = existsSync(join(folder, 'pieces/config.json'));
      const running = launchAvtool([...long('pieces'), ...(begun ? ['--resume'] : [])], folder);
      // Half of them at once, half in the steps, evaluations and checkpoints that follow.
      if (left % 2 === 0) await Promise.race([running.said(/^epoch \d\/6 /m), running.ended]);
      const delay = Number(process.hrtime.bigint() % 1500n);
      delays.push(delay);
      await setTimeout(delay);
      running.child.kill('SIGKILL');
      await running.ended;
    }
    await succeed([...long('pieces'), ...(existsSync(join(folder, 'pieces/config.json')) ? ['--resume'] : [])], folder);
    const moments = `killed after ${delays.join(', ')} ms`;
    expect(await learned('pieces'), moments).toEqual(await learned('whole'));
    for (const name of ['best', 'last']) {
      const [pieces, whole] = await Promise.all(['pieces', 'whole'].map((run) => readFile(join(folder, run, `checkpoints/${name}.safetensors`))));
      expect(pieces.equals(whole), `${name}, ${moments}`).toBe(true);
    }
  }, 10 * minutes);
});
