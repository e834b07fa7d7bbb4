import { describe, expect, it } from 'vitest';
import { checkPluginDefinition } from '../../src/app/check-plugin-definition.js';
import type { DatasetDefinition } from '../../src/domain/data/dataset.js';
import { aDataset, aTask } from '../builders/definitions.js';

const refusal = (definition: unknown) => {
  try {
    checkPluginDefinition(definition, 'mine');
  } catch (error) {
    return error;
  }
  return undefined;
};

const without = (key: keyof DatasetDefinition) => Object.fromEntries(Object.entries(aDataset()).filter(([name]) => name !== key));

describe('the definition of a plugin', () => {
  it('is taken as it is and frozen when it is valid', () => {
    const definition = { contract: 1, name: 'mine', datasets: [aDataset()], tasks: [aTask()], reports: [{ name: 'errors', description: 'Errors.', section: () => undefined }] };
    expect(checkPluginDefinition(definition, 'mine')).toBe(definition);
    expect(Object.isFrozen(definition)).toBe(true);
  });

  it.each([
    ['nothing', undefined, 'the definition itself'],
    ['no contract', { name: 'mine' }, 'contract'],
    ['a contract that is no number', { contract: '1', name: 'mine' }, 'contract'],
    ['a name with spaces', { contract: 1, name: 'My Data' }, 'name'],
    ['a data set without splits', { contract: 1, name: 'mine', datasets: [aDataset(), without('splits')] }, 'datasets[1].splits'],
    ['a sample rate that is no number', { contract: 1, name: 'mine', datasets: [{ ...aDataset(), preparation: { sampleRateHz: '32000', frameFormat: 'jpeg', maxFrameSide: 64 } }] }, 'datasets[0].preparation.sampleRateHz'],
    ['a class that occurs twice', { contract: 1, name: 'mine', datasets: [aDataset({ classes: ['one', 'one'] })] }, 'datasets[0].classes'],
    ['a verb that is no function', { contract: 1, name: 'mine', datasets: [{ ...aDataset(), parse: 'parse' }] }, 'datasets[0].parse'],
    ['a task without recipes', { contract: 1, name: 'mine', tasks: [aTask({ recipes: {} })] }, 'tasks[0].recipes'],
    ['encoder weights that are no URL', { contract: 1, name: 'mine', encoders: [{ name: 'tiny', description: 'Tiny.', settings: {}, weights: 'tiny.safetensors' }] }, 'encoders[0].weights'],
    ['an engine that cannot be made', { contract: 1, name: 'mine', engines: [{ name: 'fast', description: 'Fast.' }] }, 'engines[0].create'],
    ['a report section without its function', { contract: 1, name: 'mine', reports: [{ name: 'errors', description: 'Errors.' }] }, 'reports[0].section'],
  ])('is refused with %s, naming plugin and path', (_, definition, where) => {
    expect(refusal(definition)).toMatchObject({ code: 'PLUGIN_INVALID', where, exitCode: 2, message: expect.stringMatching(/^Plugin mine has a definition that is not valid: /) as string });
  });

  it('of another contract is refused with both numbers', () => {
    expect(refusal({ contract: 7 })).toMatchObject({ code: 'PLUGIN_CONTRACT', message: 'Plugin mine speaks contract 7; this avtool takes contract 1.' });
  });
});
