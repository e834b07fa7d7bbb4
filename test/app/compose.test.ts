import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSession, type SessionRequest } from '../../src/app/compose.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-session-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function aRequest(wanted: Partial<SessionRequest> = {}): SessionRequest {
  return {
    workingFolder: folder,
    environment: { XDG_CONFIG_HOME: folder },
    stderr: { write: () => true },
    silent: true,
    colour: false,
    flags: [],
    settings: [],
    plugins: [],
    versions: { avtool: '0.0.0' },
    ...wanted,
  };
}

describe('a session', () => {
  it('gives the engine that the configuration names for a role, and the same one each time', async () => {
    await writeFile(join(folder, 'avtool.config.json'), '{ "engine": { "train": "reference" } }');
    const session = await openSession(aRequest());
    const services = await session.services();
    const engine = await services.engine('train');
    expect(engine.name).toBe('reference');
    expect(await services.engine('train')).toBe(engine);
    await session.dispose();
  });

  it('shares one engine between roles of the same engine', async () => {
    const session = await openSession(aRequest({ settings: ['engine.train=reference', 'engine.infer=reference'] }));
    const services = await session.services();
    expect(await services.engine('train')).toBe(await services.engine('infer'));
    await session.dispose();
  });

  it('disposes its engines at the end, and a second time does nothing', async () => {
    const session = await openSession(aRequest({ settings: ['engine.infer=reference'] }));
    const engine = await (await session.services()).engine('infer');
    await session.dispose();
    await session.dispose();
    await expect(engine.compile({} as never, {} as never)).rejects.toThrow('disposed');
  });

  it('has nothing in common with another session', async () => {
    const [one, other] = await Promise.all([openSession(aRequest()), openSession(aRequest())]);
    expect((await one.services()).clips).not.toBe((await other.services()).clips);
    expect((await one.services()).clips).toBe((await one.services()).clips);
  });

  it('lists every engine as it is here', async () => {
    const session = await openSession(aRequest());
    expect((await session.engines()).map(({ name }) => name)).toEqual(['onnxruntime', 'reference']);
  });

  it('does not begin with a configuration that cannot be used', async () => {
    await expect(openSession(aRequest({ settings: ['engine.train=tfjs'] }))).rejects.toMatchObject({ code: 'CONFIG_INVALID_VALUE' });
  });
});
