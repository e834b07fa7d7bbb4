import { describe, expect, it } from 'vitest';
import { createPluginRegistry, type PluginSource } from '../../src/app/plugin-registry.js';
import { aDataset, aTask } from '../builders/definitions.js';

/** An installed plugin whose module exports the definition. */
function aSource(name: string, definition: object): PluginSource {
  return { name, version: '1.0.0', load: () => Promise.resolve({ plugin: definition }) };
}

function aRegistry(...sources: PluginSource[]) {
  const warnings: string[] = [];
  return { warnings, registry: createPluginRegistry(sources, (line) => warnings.push(line)) };
}

const broken: PluginSource = { name: 'broken', version: '2.1.0', load: () => Promise.reject(new Error('no such export')) };

describe('the plugin registry', () => {
  it('finds a data set whichever plugin brings it', async () => {
    const { registry } = aRegistry(aSource('a', { contract: 1, name: 'a', datasets: [aDataset({ name: 'one' })] }), aSource('b', { contract: 1, name: 'b', datasets: [aDataset({ name: 'two', title: 'Two' })] }));
    expect((await registry.dataset('two')).title).toBe('Two');
  });

  it('suggests the nearest data set for an unknown name', async () => {
    const { registry } = aRegistry(aSource('a', { contract: 1, name: 'a', datasets: [aDataset({ name: 'scenes' })] }));
    await expect(registry.dataset('scene')).rejects.toMatchObject({ code: 'DATASET_UNKNOWN', fix: 'Did you mean scenes?', exitCode: 2 });
  });

  it('lists all data sets when none is near', async () => {
    const { registry } = aRegistry(aSource('a', { contract: 1, name: 'a', datasets: [aDataset({ name: 'ave' }), aDataset({ name: 'scenes' })] }));
    await expect(registry.dataset('kinetics')).rejects.toMatchObject({ fix: 'Known: ave, scenes.' });
  });

  it('loads nothing before it is asked, and then every plugin once', async () => {
    let loads = 0;
    const { registry } = aRegistry({ name: 'a', version: '1.0.0', load: () => Promise.resolve({ plugin: { contract: 1, name: 'a', tasks: [aTask({ name: `task${++loads}` })] } }) });
    expect(loads).toBe(0);
    await registry.task('task1');
    await registry.task('task1');
    expect(loads).toBe(1);
  });

  it('names a plugin that cannot be loaded and goes on with the others', async () => {
    const { registry, warnings } = aRegistry(broken, aSource('a', { contract: 1, name: 'a', datasets: [aDataset({ name: 'ave' })] }));
    await registry.dataset('ave');
    expect(warnings).toEqual(['Plugin broken 2.1.0 is left out: no such export']);
  });

  it('names the path in a definition that is not valid', async () => {
    const { registry, warnings } = aRegistry(aSource('third', { contract: 1, name: 'third', datasets: [{ ...aDataset(), splits: [] }] }), aSource('a', { contract: 1, name: 'a', tasks: [aTask()] }));
    await registry.task('mine');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^Plugin third 1\.0\.0 is left out: .* \(datasets\[0\]\.splits\)$/);
  });

  it('leaves out a plugin that brings a name which is taken, naming both', async () => {
    const { registry, warnings } = aRegistry(aSource('first', { contract: 1, name: 'a', datasets: [aDataset({ title: 'First' })] }), aSource('second', { contract: 1, name: 'b', datasets: [aDataset({ title: 'Second' })] }));
    expect((await registry.dataset('mine')).title).toBe('First');
    expect(warnings).toEqual(['Plugin second 1.0.0 is left out: it brings the data set mine that plugin first has already brought.']);
  });

  it('takes a size of the task, or encoders of any plugin over the task’s first size', async () => {
    const tiny = { name: 'scenes-tiny', description: 'Tiny.', settings: { channels: 2 }, weights: undefined };
    const { registry } = aRegistry(aSource('a', { contract: 1, name: 'a', encoders: [tiny] }));
    const task = aTask({ sizes: { paper: {}, half: {} } });
    expect(await registry.size(task, 'half')).toEqual({ size: 'half', encoder: undefined });
    expect(await registry.size(task, 'scenes-tiny')).toEqual({ size: 'paper', encoder: tiny });
  });

  it('suggests the nearest size for an unknown one', async () => {
    const { registry } = aRegistry();
    await expect(registry.size(aTask({ sizes: { paper: {} } }), 'papers')).rejects.toMatchObject({ code: 'SIZE_UNKNOWN', fix: 'Did you mean paper?' });
  });
});
