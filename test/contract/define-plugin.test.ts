import { describe, expect, it } from 'vitest';
import { definePlugin, type DatasetDefinition, type PluginDefinition } from '../../src/contract/index.js';
import { aDataset, aTask } from '../builders/definitions.js';

const refusal = (definition: object) => {
  try {
    definePlugin(definition as PluginDefinition);
  } catch (error) {
    return error;
  }
  return undefined;
};

const without = (key: keyof DatasetDefinition) => Object.fromEntries(Object.entries(aDataset()).filter(([name]) => name !== key));

describe('definePlugin', () => {
  it('takes a valid definition as it is and freezes it', () => {
    const definition: PluginDefinition = { contract: 1, name: 'mine', datasets: [aDataset()], tasks: [aTask()] };
    expect(definePlugin(definition)).toBe(definition);
    expect(Object.isFrozen(definition)).toBe(true);
  });

  it.each([
    ['another contract', { contract: 2, name: 'mine' }, 'contract'],
    ['a name with spaces', { contract: 1, name: 'My Data' }, 'name'],
    ['a data set without splits', { contract: 1, name: 'mine', datasets: [aDataset(), without('splits')] }, 'datasets[1].splits'],
    ['a sample rate that is no number', { contract: 1, name: 'mine', datasets: [{ ...aDataset(), preparation: { sampleRateHz: '32000', frameFormat: 'jpeg', maxFrameSide: 64 } }] }, 'datasets[0].preparation.sampleRateHz'],
    ['a class that occurs twice', { contract: 1, name: 'mine', datasets: [aDataset({ classes: ['one', 'one'] })] }, 'datasets[0].classes'],
    ['a verb that is no function', { contract: 1, name: 'mine', datasets: [{ ...aDataset(), parse: 'parse' }] }, 'datasets[0].parse'],
    ['a task without recipes', { contract: 1, name: 'mine', tasks: [aTask({ recipes: {} })] }, 'tasks[0].recipes'],
    ['encoder weights that are no URL', { contract: 1, name: 'mine', encoders: [{ name: 'tiny', description: 'Tiny.', settings: {}, weights: 'tiny.safetensors' }] }, 'encoders[0].weights'],
  ])('refuses %s, naming plugin and path', (_, definition, where) => {
    expect(refusal(definition)).toMatchObject({ code: 'PLUGIN_INVALID', where, exitCode: 2, message: expect.stringContaining(`plugin ${definition.name} `) as string });
  });
});
