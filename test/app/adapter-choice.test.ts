import { describe, expect, it } from 'vitest';
import { adapterOfRun, type AdapterLookup } from '../../src/app/adapter-choice.js';
import { planModel, planRun } from '../../src/app/model-plan.js';
import { createPluginRegistry } from '../../src/app/plugin-registry.js';
import { checkModelSettings, resolvedConfig } from '../../src/contract/task-commands/train-settings.js';
import type { Configuration } from '../../src/domain/ports/configuration.js';
import type { AdapterMethod } from '../../src/contract/index.js';
import { aTask } from '../builders/definitions.js';

const method = (name: string, settings: AdapterMethod['settings']): AdapterMethod => ({
  name,
  description: name,
  settings,
  build: () => {
    throw new Error('this test builds no model');
  },
});
const own = method('own', { width: 8, alpha: 0.3 });
const brought = method('brought', { width: 2, tokens: 4, alpha: 'none' });
const task = aTask({
  adapters: { setting: 'method', groups: ['left', 'right'], methods: [own] },
  sizes: { small: { method: 'own', depth: 1, left: { width: 8, alpha: 0.3 }, right: { width: 16, alpha: 0.3 } } },
});

/** The registry with one plugin that brings the method, or with none. */
const find = (...adapters: AdapterMethod[]): AdapterLookup =>
  createPluginRegistry(
    adapters.length === 0 ? [] : [{ name: 'avtool-plugin-brought', version: '1.0.0', origin: 'user', load: () => Promise.resolve({ plugin: { contract: 1, name: 'mine', adapters } }) }],
    (line) => {
      throw new Error(line);
    },
  ).adapter;

const request = { size: 'small', recipe: 'usual', model: {}, training: {} };

describe('the adapter method of a run', () => {
  it('is the task’s own where the size names it, with the settings of the size', async () => {
    expect(await planRun(task, request, find())).toMatchObject({ adapter: { name: 'own' }, adapterPlugin: undefined, model: task.sizes['small'] });
  });

  it('of a plugin takes from the size what it has itself, of the same type, and the rest from its own settings', async () => {
    const { model, adapter, adapterPlugin } = await planRun(task, { ...request, model: { method: 'brought', right: { tokens: 9 } } }, find(brought));
    expect(model).toEqual({ method: 'brought', depth: 1, left: { width: 8, tokens: 4, alpha: 'none' }, right: { width: 16, tokens: 9, alpha: 'none' } });
    expect(adapter?.name).toBe('brought');
    expect(adapterPlugin).toBe('avtool-plugin-brought');
  });

  it('keeps what the user says of it, known or not, for the network to refuse', async () => {
    const { model } = await planRun(task, { ...request, model: { method: 'brought', left: { beta: 1 } } }, find(brought));
    expect(model['left']).toMatchObject({ beta: 1 });
  });

  it('is none where the settings say so, and for a task without adapters', async () => {
    expect((await planRun(task, { ...request, model: { method: 'none' } }, find())).adapter).toBeUndefined();
    expect((await planRun(aTask(), { ...request, model: { method: 'brought' } }, find())).adapter).toBeUndefined();
  });

  it('that nobody brings is refused with the nearest, or with all there are', async () => {
    await expect(planRun(task, { ...request, model: { method: 'brough' } }, find(brought))).rejects.toMatchObject({ code: 'ADAPTER_UNKNOWN', exitCode: 2, message: 'No plugin brings the adapter method "brough".', fix: 'Did you mean brought?' });
    await expect(planRun(task, { ...request, model: { method: 'prefix-tuning' } }, find(brought))).rejects.toMatchObject({ fix: 'Known: own, brought, none.' });
  });

  it('whose plugin is gone since is refused with the plugin’s name and how to get it back', async () => {
    const { model } = await planRun(task, { ...request, model: { method: 'brought' } }, find(brought));
    await expect(adapterOfRun(task, { model, adapterPlugin: 'avtool-plugin-brought' }, find())).rejects.toMatchObject({
      code: 'PLUGIN_ABSENT',
      exitCode: 3,
      message: 'The adapter method brought of this run comes with the plugin avtool-plugin-brought, which is not installed.',
      fix: 'avtool plugins:install avtool-plugin-brought',
    });
    await expect(adapterOfRun(task, { model }, find())).rejects.toMatchObject({ code: 'ADAPTER_UNKNOWN' });
  });

  it('cannot be called like one of avtool', () => {
    const warnings: string[] = [];
    const registry = createPluginRegistry([{ name: 'p', version: '1.0.0', origin: 'user', load: () => Promise.resolve({ plugin: { contract: 1, name: 'p', adapters: [method('dgsct', {})] } }) }], (line) => warnings.push(line));
    return expect(registry.adapter(task, 'dgsct').catch(() => warnings.join())).resolves.toMatch(/adapters\[0\]\.name/);
  });
});

describe('the settings of a command with an adapter method of a plugin', () => {
  const configuration = (model: Configuration['values']['model']): Configuration => ({ values: { engine: { train: 'onnxruntime', infer: 'onnxruntime', threads: 0, device: 'auto' }, media: { decoder: 'auto' }, train: {}, model, data: {} }, entries: [] });
  const chosen = { size: 'small', encoder: undefined };

  it('are those of the method: others of the size are refused', () => {
    expect(() => checkModelSettings(task, chosen, configuration({ method: 'brought', left: { tokens: 9 } }), brought)).not.toThrow();
    expect(() => checkModelSettings(task, chosen, configuration({ left: { beta: 0.1 } }), brought)).toThrow(expect.objectContaining({ code: 'MODELSETTING_UNKNOWN' }));
  });

  it('are written with the method as their origin where nothing else says them', () => {
    expect(resolvedConfig(task, 'usual', chosen, configuration({}), brought)).toMatchObject({
      entries: expect.arrayContaining([
        { key: 'model.left.tokens', value: 4, origin: 'adapter brought' },
        { key: 'model.left.width', value: 8, origin: 'size small' },
        { key: 'model.left.alpha', value: 'none', origin: 'adapter brought' },
      ]),
    });
  });
});

describe('a plan without a method at hand', () => {
  it('is as it was', () => {
    expect(planModel(task, request).model).toEqual(task.sizes['small']);
  });
});
