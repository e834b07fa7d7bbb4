import { describe, expect, it } from 'vitest';
import { createPluginRegistry } from '../../src/app/plugin-registry.js';
import { validateConfiguration } from '../../src/app/validate-configuration.js';
import { AvtoolError } from '../../src/domain/errors.js';
import type { ConfigurationEntry } from '../../src/domain/ports/configuration.js';
import { aDataset, aRecipe, aTask } from '../builders/definitions.js';

const task = aTask({
  name: 'mine',
  recipes: { usual: aRecipe(), other: aRecipe({ recipe: 'other' }) },
  recipeModels: { other: { dropout: 0.1 } },
  sizes: { small: { channels: 4, image: { depths: [2, 2] }, adapter: 'first', gate: { width: 3 } } },
  adapters: { setting: 'adapter', groups: ['gate'], methods: [] },
});
const method = (name: string, settings: Record<string, number>) => ({ name, description: name, settings, build: () => Promise.reject(new Error('unused')) as never });
const plugins = createPluginRegistry(
  [{ name: 'p', version: '1.0.0', origin: 'first-party', load: () => Promise.resolve({ plugin: { contract: 1, name: 'p', tasks: [task], datasets: [aDataset({ name: 'clips' })], adapters: [method('first', { width: 3 }), method('second', { heads: 2 })] } }) }],
  () => undefined,
);

async function validate(settings: Record<string, ConfigurationEntry['value']>, problems: AvtoolError[] = []) {
  const entries = Object.entries(settings).map(([key, value]) => ({ key, value, origin: 'f.json:1' }));
  const values = { engine: { train: '', infer: '', device: 'cpu', threads: 0 }, media: { decoder: 'auto' }, train: {}, model: {}, data: {} } as const;
  return validateConfiguration({ reading: { configuration: { entries, values }, problems, files: ['f.json'] }, plugins, engineNames: () => Promise.resolve(['onnxruntime', 'reference']) });
}

const messages = async (settings: Record<string, ConfigurationEntry['value']>) => (await validate(settings)).problems.map(({ message, fix }) => [message, fix]);

describe('a validated configuration', () => {
  it('is valid when every name is known', async () => {
    const settings = { 'engine.train': 'reference', 'data.dataset': 'clips', 'train.recipe': 'other', 'model.channels': 8, 'model.image.depths': [1], 'model.dropout': 0.2, 'model.gate.width': 5 };
    expect(await validate(settings)).toEqual({ valid: true, files: ['f.json'], problems: [], lines: ['valid: f.json, 7 values set'] });
  });

  it('lists what the sources report and what nobody knows, all of it, with exit code 2', async () => {
    const report = await validate({ 'engine.infer': 'referense', 'data.dataset': 'clip' }, [new AvtoolError({ code: 'CONFIG_SYNTAX', message: 'Broken.', where: 'g.json:3', exitCode: 2 })]);
    expect(report).toEqual({
      valid: false,
      files: ['f.json'],
      exitCode: 2,
      problems: [
        { code: 'CONFIG_SYNTAX', message: 'Broken.', where: 'g.json:3', fix: null },
        { code: 'ENGINE_UNKNOWN', message: 'There is no engine called referense.', where: 'f.json:1', fix: 'Did you mean reference?' },
        { code: 'DATASET_UNKNOWN', message: 'There is no data set called clip.', where: 'f.json:1', fix: 'Did you mean clips?' },
      ],
      lines: [
        'Broken.  [CONFIG_SYNTAX]',
        '  where  g.json:3',
        'There is no engine called referense.  [ENGINE_UNKNOWN]',
        '  where  f.json:1',
        '  fix    Did you mean reference?',
        'There is no data set called clip.  [DATASET_UNKNOWN]',
        '  where  f.json:1',
        '  fix    Did you mean clips?',
        '',
        'not valid: 3 problems (f.json)',
      ],
    });
  });

  it.each([
    ['a recipe', { 'train.recipe': 'usul' }, 'There is no recipe called usul.', 'Did you mean usual?'],
    ['a model setting', { 'model.chanels': 8 }, 'There is no setting "model.chanels".', 'Did you mean model.channels?'],
    ['a model setting in a group', { 'model.image.depth': 8 }, 'There is no setting "model.image.depth".', 'Did you mean model.image.depths?'],
    ['the type of a model setting', { 'model.channels': 'many' }, '"model.channels" must be a number, got "many".', null],
    ['an adapter method', { 'model.adapter': 'secnd' }, 'No plugin brings the adapter method "secnd".', 'Did you mean second?'],
  ])('finds what no task takes: %s', async (_, settings, message, fix) => {
    expect(await messages(settings as Record<string, ConfigurationEntry['value']>)).toEqual([[message, fix]]);
  });

  it('takes the settings of any adapter method, or of the one that is configured', async () => {
    expect(await messages({ 'model.gate.heads': 4 })).toEqual([]);
    expect(await messages({ 'model.gate.heads': 4, 'model.adapter': 'second' })).toEqual([]);
    expect(await messages({ 'model.gate.heads': 4, 'model.adapter': 'first' })).toEqual([['There is no setting "model.gate.heads".', 'Known: model.gate.width.']]);
    expect(await messages({ 'model.adapter': 'none' })).toEqual([]);
  });

  it('starts no engine and loads no plugin where nothing names one', async () => {
    const unwanted = () => Promise.reject(new Error('not needed'));
    const configuration = { entries: [{ key: 'engine.train', value: 'onnxruntime', origin: 'default' }], values: { engine: { train: 'onnxruntime', infer: '', device: 'cpu', threads: 0 }, media: { decoder: 'auto' }, train: {}, model: {}, data: {} } } as const;
    const report = await validateConfiguration({ reading: { configuration, problems: [], files: [] }, plugins: { dataset: unwanted, task: unwanted, size: unwanted, adapter: unwanted, statuses: unwanted }, engineNames: unwanted });
    expect(report.lines).toEqual(['valid: no configuration file, 0 values set']);
  });
});
