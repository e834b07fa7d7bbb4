import { describe, expect, it } from 'vitest';
import { Scope } from '../../../../src/domain/graph/leaves.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { retrievalTask } from '../../../../src/domain/tasks/retrieval/retrieval-task.js';
import { planModel } from '../../../../src/app/model-plan.js';
import { letterTokenisers, tinyRetrieval } from '../../../builders/tiny-retrieval.js';
import { tinyShape } from '../../../builders/tiny-ave.js';

describe('the common space of equation 8', () => {
  const commonOf = async (commonWidth: number) => {
    const { model } = planModel(retrievalTask, { size: 'vit-b-32', recipe: 'zero-shot', model: { ...tinyRetrieval, commonWidth }, training: {} });
    const bound = await retrievalTask.bindData!(model, { classes: ['a', 'b', 'c'], rows: [], tokenisers: letterTokenisers, files: ['weights'] });
    const scope = Scope.root((name) => retrievalTask.trainable(name, bound));
    retrievalTask.forward(scope, bound, tinyShape(1), ForwardContext.evaluation());
    return scope.variables().filter(({ name }) => name.startsWith('common.')).map(({ name, shape, trainable }) => [name, [...shape], trainable]);
  };

  it('is four networks of two layers, all learnt, into one width', async () => {
    const layers = ['visual', 'visual_text', 'audio', 'audio_text'].flatMap((name) => [
      [`common.${name}.0.weight`, [5, 8], true],
      [`common.${name}.0.bias`, [5], true],
      [`common.${name}.2.weight`, [5, 5], true],
      [`common.${name}.2.bias`, [5], true],
    ]);
    expect(new Map((await commonOf(5)).map((entry) => [entry[0], entry]))).toEqual(new Map(layers.map((entry) => [entry[0], entry])));
  });

  it('is not there unless asked for', async () => {
    expect(await commonOf(0)).toEqual([]);
  });
});
