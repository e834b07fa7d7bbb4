import { describe, expect, it } from 'vitest';
import { batchShape, planModel } from '../../src/app/model-plan.js';
import type { EncoderBundle } from '../../src/app/plugin-definition.js';
import { aRecipe, aTask } from '../builders/definitions.js';

const task = aTask({
  sizes: { small: { width: 1, depths: [2, 2], adapter: { reduction: 8, groups: 2 } }, large: { width: 9 } },
  recipes: { usual: aRecipe({ epochs: 4 }), published: aRecipe({ recipe: 'published', epochs: 50 }) },
  recipeModels: { published: { noise: true, width: 2 } },
});
const encoder: EncoderBundle = { name: 'tiny', description: '', settings: { width: 3, adapter: { reduction: 4 } }, weights: undefined };

const plan = (wanted: Partial<Parameters<typeof planModel>[1]> = {}) => planModel(task, { size: 'small', recipe: 'usual', model: {}, training: {}, ...wanted });

describe('a model plan', () => {
  it('is the size and the recipe where nothing else is said', () => {
    expect(plan()).toEqual({ model: task.sizes.small, training: task.recipes.usual });
  });

  it('takes the recipe over the size, the encoder over the recipe, the user over all', () => {
    expect(plan({ recipe: 'published' }).model['width']).toBe(2);
    expect(plan({ recipe: 'published', encoder }).model['width']).toBe(3);
    expect(plan({ recipe: 'published', encoder, model: { width: 4 } }).model['width']).toBe(4);
  });

  it('merges groups of settings and replaces lists', () => {
    expect(plan({ encoder, model: { depths: [1], adapter: { groups: 1 } } }).model).toEqual({ width: 3, depths: [1], adapter: { reduction: 4, groups: 1 } });
  });

  it('changes nothing of the task', () => {
    plan({ encoder, model: { adapter: { groups: 1 } } });
    expect(task.sizes.small['adapter']).toEqual({ reduction: 8, groups: 2 });
  });

  it('takes training settings of the user over the recipe', () => {
    expect(plan({ training: { epochs: 7 } }).training).toEqual({ ...task.recipes.usual, epochs: 7 });
  });

  it('refuses an unknown size or recipe, with the nearest or all known', () => {
    expect(() => plan({ size: 'smal' })).toThrow(expect.objectContaining({ code: 'SIZE_UNKNOWN', exitCode: 2, fix: 'did you mean small?' }));
    expect(() => plan({ recipe: 'best' })).toThrow(expect.objectContaining({ code: 'RECIPE_UNKNOWN', fix: 'known: usual, published' }));
  });

  it('takes no name that every object has', () => {
    expect(() => plan({ size: 'constructor' })).toThrow(expect.objectContaining({ code: 'SIZE_UNKNOWN' }));
  });
});

describe('the shape of a batch', () => {
  it('comes from the prepared clips', () => {
    expect(batchShape({ segments: 10, segmentSeconds: 1, classes: ['a', 'b'] }, 4)).toEqual({ clips: 4, segments: 10, segmentSeconds: 1, classes: 2 });
  });
});
