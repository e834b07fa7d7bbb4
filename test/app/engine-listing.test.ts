import { describe, expect, it } from 'vitest';
import { listEngines } from '../../src/app/engine-listing.js';
import { AvtoolError } from '../../src/domain/errors.js';
import type { DeviceState, Engine, EngineDefinition } from '../../src/domain/ports/engine.js';

function anEngine(name: string, disposed: string[], devices?: readonly DeviceState[]): Engine {
  return {
    name,
    describe: async () => ({ name, version: '1', device: 'cpu', threads: 1, cannot: {} }),
    ...(devices !== undefined && { devices: async () => devices }),
    compile: () => Promise.reject(new Error('not needed')),
    dispose: async () => void disposed.push(name),
  };
}

const aDefinition = (name: string): EngineDefinition => ({ name, description: `about ${name}`, create: () => Promise.reject(new Error('not needed')) });

describe('the list of engines', () => {
  it('says why an engine cannot be used and what installs it, and disposes those that can', async () => {
    const disposed: string[] = [];
    const listing = await listEngines([aDefinition('native'), aDefinition('plain')], ({ name }) =>
      name === 'native'
        ? Promise.reject(new AvtoolError({ code: 'ENGINE_UNAVAILABLE', message: 'no binary for this platform', fix: 'avtool engines:install native', exitCode: 3 }))
        : Promise.resolve(anEngine(name, disposed)),
    );
    expect(listing).toEqual([
      { name: 'native', description: 'about native', unavailable: 'no binary for this platform', fix: 'avtool engines:install native' },
      { name: 'plain', description: 'about plain', version: '1', device: 'cpu', threads: 1, cannot: {}, devices: [] },
    ]);
    expect(disposed).toEqual(['plain']);
  });

  it('lists the devices that an engine has tried, and disposes an engine whose devices cannot be tried', async () => {
    const disposed: string[] = [];
    const devices = [{ name: 'cpu' }, { name: 'cuda', missing: 'its library cannot be loaded', fix: 'install it' }] as const;
    const broken: Engine = { ...anEngine('broken', disposed), devices: () => Promise.reject(new Error('the worker ended')) };
    const listing = await listEngines([aDefinition('native'), aDefinition('broken')], ({ name }) => Promise.resolve(name === 'native' ? anEngine(name, disposed, devices) : broken));
    expect(listing).toEqual([
      { name: 'native', description: 'about native', version: '1', device: 'cpu', threads: 1, cannot: {}, devices },
      { name: 'broken', description: 'about broken', unavailable: 'the worker ended' },
    ]);
    expect(disposed).toEqual(['native', 'broken']);
  });
});
