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
    enginesFolder: join(folder, 'engines'),
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
    const listing = await session.engines();
    expect(listing.map(({ name }) => name)).toEqual(['onnxruntime', 'onnxruntime-web', 'reference', 'tfjs', 'tfjs-node-gpu', 'tfjs-node', 'tfjs-wasm', 'tfjs-cpu']);
    expect(listing.find(({ name }) => name === 'onnxruntime')).toMatchObject({ version: '1.30.0', device: 'cpu', devices: expect.arrayContaining([{ name: 'cpu' }]) as unknown });
    // A machine may have the package; a folder for installed engines is not there.
    const native = listing.find(({ name }) => name === 'tfjs-node');
    if (native !== undefined && 'unavailable' in native) expect(native.fix).toBe('avtool engines:install tfjs-node');
    await session.dispose();
  });

  it('refuses an engine that nobody has, naming the nearest', async () => {
    const session = await openSession(aRequest({ settings: ['engine.train=tfj'] }));
    await expect((await session.services()).engine('train')).rejects.toMatchObject({ code: 'ENGINE_UNKNOWN', exitCode: 2, fix: 'Did you mean tfjs?' });
  });

  it('refuses a device that the engine has not, instead of taking another one', async () => {
    const session = await openSession(aRequest({ settings: ['engine.train=reference', 'engine.device=cuda'] }));
    await expect((await session.services()).engine('train')).rejects.toMatchObject({ code: 'ENGINE_DEVICE_UNAVAILABLE', exitCode: 3, message: 'the engine reference has no device cuda: it computes on cpu' });
  });

  it('gives an engine that a plugin brings, made with the configured threads and device', async () => {
    const asked: unknown[] = [];
    const engine = { name: 'stub', dispose: () => Promise.resolve() };
    const definition = { contract: 1, name: 'stub-plugin', engines: [{ name: 'stub', description: 'a stub', create: (options: unknown) => Promise.resolve(asked.push(options) && engine) }] };
    const plugins = [{ name: 'stub-plugin', version: '1.0.0', origin: 'user' as const, load: () => Promise.resolve({ plugin: definition }) }];
    const session = await openSession(aRequest({ plugins, settings: ['engine.train=stub', 'engine.device=dml', 'engine.threads=3'] }));
    expect((await (await session.services()).engine('train')).name).toBe('stub');
    expect(asked).toMatchObject([{ threads: 3, device: 'dml' }]);
    await session.dispose();
  });

  it('does not begin with a configuration that cannot be used', async () => {
    await expect(openSession(aRequest({ settings: ['engine.device=gpu'] }))).rejects.toMatchObject({ code: 'CONFIG_INVALID_VALUE' });
  });
});
