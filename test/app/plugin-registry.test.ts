import { describe, expect, it } from 'vitest';
import { createPluginRegistry, type PluginSource } from '../../src/app/plugin-registry.js';
import { aDataset, aTask } from '../builders/definitions.js';

/** An installed plugin whose module exports the definition. */
function aSource(name: string, definition: object): PluginSource {
  return { name, version: '1.0.0', origin: 'user', load: () => Promise.resolve({ plugin: definition }) };
}

function aRegistry(...sources: PluginSource[]) {
  const warnings: string[] = [];
  return { warnings, registry: createPluginRegistry(sources, (line) => warnings.push(line)) };
}

const broken: PluginSource = { name: 'broken', version: '2.1.0', origin: 'user', load: () => Promise.reject(new Error('no such export')) };

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
    const { registry } = aRegistry({ name: 'a', version: '1.0.0', origin: 'user', load: () => Promise.resolve({ plugin: { contract: 1, name: 'a', tasks: [aTask({ name: `task${++loads}` })] } }) });
    expect(loads).toBe(0);
    await registry.task('task1');
    await registry.task('task1');
    expect(loads).toBe(1);
  });

  it('names a plugin that cannot be loaded and goes on with the others', async () => {
    const { registry, warnings } = aRegistry(broken, aSource('a', { contract: 1, name: 'a', datasets: [aDataset({ name: 'ave' })] }));
    await registry.dataset('ave');
    expect(warnings).toEqual(['Plugin broken 2.1.0 is left out: it cannot be loaded: no such export. Repair: avtool plugins:update broken, or avtool plugins:uninstall broken.']);
  });

  it('names the path in a definition that is not valid', async () => {
    const { registry, warnings } = aRegistry(aSource('third', { contract: 1, name: 'third', datasets: [{ ...aDataset(), splits: [] }] }), aSource('a', { contract: 1, name: 'a', tasks: [aTask()] }));
    await registry.task('mine');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^Plugin third 1\.0\.0 is left out: it has a definition that is not valid: .* \(datasets\[0\]\.splits\)\. Repair: Update the plugin, or tell its author\.$/);
  });

  it('leaves out a plugin that brings a name which is taken, naming both', async () => {
    const { registry, warnings } = aRegistry(aSource('first', { contract: 1, name: 'a', datasets: [aDataset({ title: 'First' })] }), aSource('second', { contract: 1, name: 'b', datasets: [aDataset({ title: 'Second' })] }));
    expect((await registry.dataset('mine')).title).toBe('First');
    expect(warnings).toEqual(['Plugin second 1.0.0 is left out: it brings the data set mine that plugin first has already brought. Repair: avtool plugins:update second, or avtool plugins:uninstall second.']);
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

  it.each([
    [2, 'it speaks contract 2; this avtool takes contract 1. Repair: Update avtool, or install an older version of other.'],
    [0, 'it speaks contract 0; this avtool takes contract 1. Repair: avtool plugins:update other.'],
  ])('leaves out a plugin of contract %i and says which contracts it takes', async (contract, reason) => {
    const { registry, warnings } = aRegistry(aSource('other', { contract, name: 'other', datasets: [aDataset()] }));
    await expect(registry.dataset('mine')).rejects.toMatchObject({ code: 'DATASET_UNKNOWN' });
    expect(warnings).toEqual([`Plugin other 1.0.0 is left out: ${reason}`]);
  });

  it('says which plugin would bring what is missing', async () => {
    const absent: PluginSource = { name: 'avtool-plugin-kinetics', origin: 'absent', install: 'avtool-plugin-kinetics', brings: { datasets: ['kinetics'] }, commands: [] };
    const { registry } = aRegistry(absent);
    await expect(registry.dataset('kinetics')).rejects.toMatchObject({
      code: 'PLUGIN_ABSENT',
      message: 'The data set kinetics comes with the plugin avtool-plugin-kinetics, which is not installed.',
      fix: 'avtool plugins:install avtool-plugin-kinetics',
      exitCode: 3,
    });
    await expect(registry.task('kinetics')).rejects.toMatchObject({ code: 'TASK_UNKNOWN' });
  });

  it('lists every installed plugin with what it brings or why it is left out', async () => {
    const { registry } = aRegistry(broken, aSource('a', { contract: 1, name: 'a', datasets: [aDataset()], tasks: [aTask({ name: 'localise' })] }));
    expect(await registry.statuses()).toEqual([
      { name: 'broken', version: '2.1.0', origin: 'user', contents: undefined, fault: { reason: 'it cannot be loaded: no such export', fix: 'avtool plugins:update broken, or avtool plugins:uninstall broken' } },
      { name: 'a', version: '1.0.0', origin: 'user', contents: { datasets: ['mine'], tasks: ['localise'], encoders: [], adapters: [], engines: [], reports: [] }, fault: undefined },
    ]);
  });

  it('says nothing again about a plugin that was reported when it was opened', async () => {
    const { registry, warnings } = aRegistry({ ...broken, reported: true });
    expect(await registry.statuses()).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it('names third-party plugins in what their functions throw', async () => {
    const parse = () => {
      throw new TypeError('rows is undefined');
    };
    const { registry } = aRegistry(aSource('avtool-plugin-mine', { contract: 1, name: 'mine', datasets: [aDataset({ parse })] }));
    const dataset = await registry.dataset('mine');
    expect(() => dataset.parse(new Map(), { strictSplit: false })).toThrow(expect.objectContaining({ name: 'AvtoolError', code: 'PLUGIN_FAILED', message: 'Plugin avtool-plugin-mine failed in datasets.mine.parse: rows is undefined' }) as Error);
  });
});
