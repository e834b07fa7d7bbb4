import { describe, expect, it } from 'vitest';
import { checkModelSettings, chosenRecipe, resolvedConfig, trainingOverrides } from '../../src/contract/task-commands/train-settings.js';
import type { Configuration } from '../../src/domain/ports/configuration.js';
import { aRecipe, aTask } from '../builders/definitions.js';

function aConfiguration(wanted: Partial<Configuration['values']> = {}, entries: Configuration['entries'] = []): Configuration {
  return { values: { engine: { train: 'onnxruntime', infer: 'onnxruntime', device: 'cpu', threads: 0 }, media: { decoder: 'auto' }, train: {}, model: {}, data: {}, ...wanted }, entries };
}

const task = aTask({ recipes: { published: aRecipe({ recipe: 'published' }), fixed: aRecipe({ recipe: 'fixed', epochs: 9 }) }, sizes: { paper: { bottleneck: 4 } } });
const paper = { size: 'paper', encoder: undefined };

describe('the settings of a training run', () => {
  it('take the task’s first recipe unless another one is configured', () => {
    expect([chosenRecipe(task, undefined), chosenRecipe(task, 'fixed')]).toEqual(['published', 'fixed']);
  });

  it('refuse an unknown recipe with the nearest', () => {
    expect(() => chosenRecipe(task, 'publised')).toThrowError(expect.objectContaining({ code: 'RECIPE_UNKNOWN', fix: 'Did you mean published?' }));
  });

  it('refuse a model setting that the size does not have, with the nearest', () => {
    expect(() => checkModelSettings(task, paper, aConfiguration({ model: { botleneck: 8 } }))).toThrowError(expect.objectContaining({ code: 'MODELSETTING_UNKNOWN', fix: 'Did you mean bottleneck?' }));
  });

  it('refuse an unknown setting inside a group, by its whole name', () => {
    const nested = aTask({ sizes: { paper: { image: { embedDim: 96 } } } });
    expect(() => checkModelSettings(nested, paper, aConfiguration({ model: { image: { embedDin: 8 } } }))).toThrowError(expect.objectContaining({ fix: 'Did you mean image.embedDim?' }));
  });

  it('take a model setting that only a recipe brings', () => {
    const withRecipe = aTask({ recipeModels: { published: { encodersTrain: true } } });
    expect(() => checkModelSettings(withRecipe, { size: 'small', encoder: undefined }, aConfiguration({ model: { encodersTrain: false } }))).not.toThrow();
  });

  it('take a model setting that only the encoders bring', () => {
    const encoder = { name: 'tiny', description: 'Tiny.', settings: { depth: 1 }, weights: undefined };
    expect(() => checkModelSettings(task, { size: 'paper', encoder }, aConfiguration({ model: { depth: 2 } }))).not.toThrow();
  });

  it('lie over the recipe without its name', () => {
    expect(trainingOverrides(aConfiguration({ train: { recipe: 'fixed', epochs: 3 } }))).toEqual({ epochs: 3 });
  });

  it('are written with the origin of every value: recipe, size, encoder, then configuration', () => {
    const encoder = { name: 'tiny', description: 'Tiny.', settings: { depth: 1 }, weights: undefined };
    const entries = [{ key: 'train.epochs', value: 3, origin: 'flag --epochs' }];
    const config = resolvedConfig(task, 'fixed', { size: 'paper', encoder }, aConfiguration({ train: { epochs: 3 } }, entries));
    expect(config).toMatchObject({
      task: 'mine',
      entries: expect.arrayContaining([
        { key: 'train.epochs', value: 3, origin: 'flag --epochs' },
        { key: 'train.batchSize', value: 2, origin: 'recipe fixed' },
        { key: 'model.bottleneck', value: 4, origin: 'size paper' },
        { key: 'model.depth', value: 1, origin: 'encoder tiny' },
      ]) as unknown,
    });
  });

  it('are written without texts that look secret', () => {
    const entries = [{ key: 'model.hubToken', value: 'abc', origin: '--set' }];
    expect(resolvedConfig(task, 'fixed', paper, aConfiguration({}, entries))).toMatchObject({ entries: expect.arrayContaining([{ key: 'model.hubToken', value: '***', origin: '--set' }]) });
  });
});
