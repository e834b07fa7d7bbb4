import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFileSystem, type FileSystem } from '../../../../src/adapters/files/file-system.js';
import { createRunStore } from '../../../../src/adapters/store/run-folder/run-store.js';
import { createSafetensorsStore } from '../../../../src/adapters/weights/safetensors/safetensors-store.js';
import type { Run } from '../../../../src/domain/ports/run-store.js';
import { fullDisk } from '../../files/faulty-file-system.js';
import { firstLine, killHard, startScript } from '../../files/child-process.js';
import { temporaryFolder } from '../../files/temporary-folder.js';
import { aCheckpoint } from './a-checkpoint.js';

const storeOn = (fileSystem: FileSystem = nodeFileSystem) => createRunStore(createSafetensorsStore(fileSystem), fileSystem);
const store = storeOn();

async function newRun(): Promise<Run> {
  const run = await store.create(join(await temporaryFolder(), 'runs', 'a'));
  await run.writeConfig({ seed: 1 });
  return run;
}

describe('creating a run', () => {
  it('makes the folder, and refuses one that holds anything, losing nothing', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'thesis.txt'), 'years of work');
    await expect(store.create(folder)).rejects.toMatchObject({
      code: 'RUN_EXISTS',
      exitCode: 4,
      where: folder,
      message: expect.stringContaining('thesis.txt'),
      fix: 'choose another folder with --run, or go on with --resume',
    });
    expect(await readdir(folder)).toEqual(['thesis.txt']);
    await expect(store.create(join(folder, 'thesis.txt'))).rejects.toMatchObject({ code: 'RUN_EXISTS' });
    await expect(store.create(join(folder, 'thesis.txt', 'below'))).rejects.toMatchObject({ code: 'RUN_EXISTS' });
  });

  it('refuses a run that is there, open or closed', async () => {
    const run = await newRun();
    await expect(store.create(run.path)).rejects.toMatchObject({ code: 'RUN_EXISTS' });
    await run.close();
    await expect(store.create(run.path)).rejects.toMatchObject({ code: 'RUN_EXISTS' });
  });

  it('takes the folder of a start that was killed before it wrote anything', async () => {
    const folder = await temporaryFolder();
    const starter = startScript(new URL('../../files/hold-lock.ts', import.meta.url), folder);
    expect(await firstLine(starter)).toBe('locked');
    await killHard(starter);
    await (await store.create(folder)).close();
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('opening a run', () => {
  it('refuses a folder without one', async () => {
    const folder = await temporaryFolder();
    await expect(store.open(folder, 'read')).rejects.toMatchObject({ code: 'RUN_MISSING', exitCode: 3, where: folder });
    await expect(store.open(join(folder, 'nowhere'), 'write')).rejects.toMatchObject({ code: 'RUN_MISSING', exitCode: 3 });
  });

  it('for writing refuses a run that another process writes, and for reading does not', async () => {
    const run = await newRun();
    await run.close();
    const writer = startScript(new URL('../../files/hold-lock.ts', import.meta.url), run.path);
    expect(await firstLine(writer)).toBe('locked');
    await expect(store.open(run.path, 'write')).rejects.toMatchObject({ code: 'RUN_LOCKED', exitCode: 4, message: expect.stringContaining(`process ${writer.pid}`) });
    const reader = await store.open(run.path, 'read');
    expect(await reader.readConfig()).toEqual({ seed: 1 });
    await expect(reader.appendLog('text')).rejects.toThrow('open for reading only');
    await expect(reader.saveCheckpoint('last', aCheckpoint({ step: 1 }))).rejects.toThrow('open for reading only');
    await reader.close();
  });

  it('for writing frees the folder on close, which may be called again', async () => {
    const run = await newRun();
    await run.close();
    await run.close();
    const again = await store.open(run.path, 'write');
    await again.close();
    await expect(run.writeFile('report.html', '')).rejects.toThrow('is closed');
    expect(await readdir(run.path)).toEqual(['config.json']);
  });

  it('for writing removes what a killed process left half-written', async () => {
    const run = await newRun();
    await run.saveCheckpoint('last', aCheckpoint({ step: 1 }));
    await run.close();
    await writeFile(join(run.path, 'checkpoints', '.last.new.safetensors.0123456789ab.tmp'), 'half');
    await (await store.open(run.path, 'write')).close();
    expect(await readdir(join(run.path, 'checkpoints'))).toEqual(['last.safetensors']);
  });
});

describe('a run', () => {
  it('keeps configuration, metrics, log and result files', async () => {
    const run = await newRun();
    await Promise.all([run.appendMetrics({ step: 1, loss: 0.5 }), run.appendMetrics({ step: 2, loss: NaN }), run.appendLog('epoch 1')]);
    await run.writeFile('report.html', '<p>Ω</p>');
    await run.writeFile('attention.bin', Uint8Array.of(0, 255));
    await run.close();
    const reader = await store.open(run.path, 'read');
    expect(await reader.readConfig()).toEqual({ seed: 1 });
    expect(await reader.readMetrics()).toEqual([
      { step: 1, loss: 0.5 },
      { step: 2, loss: null },
    ]);
    expect(await readFile(join(run.path, 'log.txt'), 'utf8')).toBe('epoch 1\n');
    expect(await readFile(join(run.path, 'report.html'), 'utf8')).toBe('<p>Ω</p>');
    expect(await readFile(join(run.path, 'attention.bin'))).toEqual(Buffer.of(0, 255));
  });

  it('passes over a metrics line that was cut, and drops it when it goes on', async () => {
    const run = await newRun();
    await run.appendMetrics({ step: 1 });
    await run.close();
    await writeFile(join(run.path, 'metrics.jsonl'), '{"step":1}\n{"step":2,"lo');
    const again = await store.open(run.path, 'write');
    expect(await again.readMetrics()).toEqual([{ step: 1 }]);
    await again.appendMetrics({ step: 3 });
    await again.close();
    expect(await readFile(join(run.path, 'metrics.jsonl'), 'utf8')).toBe('{"step":1}\n{"step":3}\n');
  });

  it('names the metrics line and the configuration that are damaged', async () => {
    const run = await newRun();
    const metrics = join(run.path, 'metrics.jsonl');
    await writeFile(metrics, '{"step":1}\n[2]\n{"step":3}\n');
    await expect(run.readMetrics()).rejects.toMatchObject({ code: 'RUN_DAMAGED', exitCode: 2, where: `${metrics} line 2` });
    await writeFile(join(run.path, 'config.json'), '{"seed":');
    await expect(run.readConfig()).rejects.toMatchObject({ code: 'RUN_DAMAGED', where: join(run.path, 'config.json') });
    await run.close();
  });

  it.each(['../report.html', 'a/b', '.lock', 'config.json', 'checkpoints', ''])('refuses %j as the name of a result file', async (name) => {
    const run = await newRun();
    await expect(run.writeFile(name, '')).rejects.toThrow('cannot be the name');
    await run.close();
  });
});

describe('checkpoints of a run', () => {
  it('come back with tensors and progress, the last and the best apart', async () => {
    const run = await newRun();
    expect(await run.loadCheckpoint('last')).toBeUndefined();
    await run.saveCheckpoint('best', aCheckpoint({ step: 1 }));
    await run.saveCheckpoint('last', aCheckpoint({ step: 2 }));
    await run.close();
    const reader = await store.open(run.path, 'read');
    expect(await reader.loadCheckpoint('best')).toEqual({ checkpoint: aCheckpoint({ step: 1 }), warnings: [] });
    expect(await reader.loadCheckpoint('last')).toEqual({ checkpoint: aCheckpoint({ step: 2 }), warnings: [] });
  });

  it('keep one before the newest', async () => {
    const run = await newRun();
    for (const step of [1, 2, 3]) await run.saveCheckpoint('last', aCheckpoint({ step }));
    await run.close();
    expect(await readdir(join(run.path, 'checkpoints'))).toEqual(['last.previous.safetensors', 'last.safetensors']);
  });

  it.each([
    ['a flipped bit in a weight', (bytes: Buffer) => (bytes[bytes.length - 5] ^= 1)],
    ['a changed digit in the progress', (bytes: Buffer) => (bytes[bytes.indexOf('0.25') + 3] = '6'.charCodeAt(0))],
    ['a changed letter in a name', (bytes: Buffer) => (bytes[bytes.indexOf('"weight"') + 1] = 'W'.charCodeAt(0))],
    ['zeros from the middle on', (bytes: Buffer) => bytes.fill(0, bytes.length / 2)],
  ])('are found damaged by %s, and the one before is given with a warning', async (_, damage) => {
    const run = await newRun();
    await run.saveCheckpoint('last', aCheckpoint({ step: 1 }));
    await run.saveCheckpoint('last', aCheckpoint({ step: 2 }));
    const path = join(run.path, 'checkpoints', 'last.safetensors');
    const bytes = await readFile(path);
    damage(bytes);
    await writeFile(path, bytes);
    const loaded = await run.loadCheckpoint('last');
    expect(loaded?.checkpoint).toEqual(aCheckpoint({ step: 1 }));
    expect(loaded?.warnings).toEqual([expect.stringContaining(`${path}: `)]);
    expect(loaded?.warnings[0]).toContain('going on from');
    await run.close();
  });

  it('are refused when none is whole', async () => {
    const run = await newRun();
    await run.saveCheckpoint('last', aCheckpoint({ step: 1 }));
    await writeFile(join(run.path, 'checkpoints', 'last.safetensors'), 'no weights at all');
    await expect(run.loadCheckpoint('last')).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED', exitCode: 2 });
    await run.close();
  });

  it.each([0, 100, 2000])('stay as they were when the disk is full after %i bytes', async (freeBytes) => {
    const run = await newRun();
    await run.saveCheckpoint('last', aCheckpoint({ step: 1, count: 1000 }));
    await run.close();
    const full = await storeOn(fullDisk(freeBytes)).open(run.path, 'write');
    await expect(full.saveCheckpoint('last', aCheckpoint({ step: 2, count: 1000 }))).rejects.toMatchObject({ code: 'DISK_FULL', exitCode: 4 });
    expect(await full.loadCheckpoint('last')).toEqual({ checkpoint: aCheckpoint({ step: 1, count: 1000 }), warnings: [] });
    expect(await readdir(join(run.path, 'checkpoints'))).toEqual(['last.safetensors']);
    await full.close();
  });

  it('refuse progress that would not come back', async () => {
    const run = await newRun();
    await expect(run.saveCheckpoint('last', { tensors: new Map(), progress: { best: [-Infinity] } })).rejects.toThrow('progress.best.0 is -Infinity');
    await run.close();
  });

  it('are not written any more after another process took the run over', async () => {
    const run = await newRun();
    await writeFile(join(run.path, '.lock'), '{}');
    await expect(run.saveCheckpoint('last', aCheckpoint({ step: 1 }))).rejects.toMatchObject({ code: 'RUN_LOCK_LOST' });
    expect(await readdir(run.path)).toEqual(['.lock', 'config.json']);
  });

  it('cannot be read where a folder stands in their place', async () => {
    const run = await newRun();
    await mkdir(join(run.path, 'checkpoints', 'last.safetensors'), { recursive: true });
    await expect(run.loadCheckpoint('last')).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED' });
    await run.close();
  });
});
