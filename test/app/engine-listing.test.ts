import { describe, expect, it } from 'vitest';
import { listEngines } from '../../src/app/engine-listing.js';
import type { Engine } from '../../src/domain/ports/engine.js';

describe('the list of engines', () => {
  it('says why an engine cannot be used, and disposes those that can', async () => {
    const disposed: string[] = [];
    const listing = await listEngines((name) => {
      if (name === 'onnxruntime') return Promise.reject(new Error('no binary for this platform'));
      const engine: Engine = {
        name,
        describe: async () => ({ name, version: '1', device: 'cpu', threads: 1, cannot: {} }),
        compile: () => Promise.reject(new Error('not needed')),
        dispose: async () => void disposed.push(name),
      };
      return Promise.resolve(engine);
    });
    expect(listing).toEqual([
      { name: 'onnxruntime', unavailable: 'no binary for this platform' },
      { name: 'reference', version: '1', device: 'cpu', threads: 1, cannot: {} },
    ]);
    expect(disposed).toEqual(['reference']);
  });
});
