import { seededRandom } from '../../src/adapters/random/seeded-random.js';
import { planModel } from '../../src/app/model-plan.js';
import { Scope } from '../../src/domain/graph/leaves.js';
import type { TensorValue } from '../../src/domain/graph/tensor.js';
import { ForwardContext } from '../../src/domain/layers/forward-context.js';
import type { Tokeniser, Tokenisers } from '../../src/domain/ports/tokeniser.js';
import { retrievalTask } from '../../src/domain/tasks/retrieval/retrieval-task.js';
import type { ModelSettings } from '../../src/domain/tasks/task.js';
import { initialState } from '../../src/domain/training/initialise.js';
import { dgsctMethod } from '../../src/domain/dgsct/dgsct-method.js';
import { tinyModel, tinyShape } from './tiny-ave.js';

const letters = 27;
const [start, end] = [letters + 1, letters + 2];
const length = 40;

/** One id a letter, 1 for everything else; the padding is 0, or 1 as RoBERTa has it. */
function letterTokeniser(padding: number): Tokeniser {
  const idsOf = (text: string): number[] => [...text.toLowerCase()].slice(0, length - 2).map((letter) => (letter >= 'a' && letter <= 'z' ? letter.charCodeAt(0) - 95 : 2));
  return {
    contextLength: length,
    vocabularySize: letters + 3,
    nameLength: (text) => idsOf(text).length,
    encode(text) {
      const ids = idsOf(text);
      return { ids: Int32Array.from({ length }, (_, k) => [start, ...ids, end][k] ?? padding), realTokens: ids.length + 2, endPosition: ids.length + 1 };
    },
  };
}

export const letterTokenisers: Tokenisers = { clip: () => Promise.resolve(letterTokeniser(0)), roberta: () => Promise.resolve(letterTokeniser(1)) };

const adapter: ModelSettings = { reduction: 2, groups: 2, latentTokens: 2 };

/** The smallest CLIP and CLAP with two blocks each. */
export const tinyRetrieval: ModelSettings = {
  image: { imageSize: 16, patchSize: 8, width: 64, layers: 2, embedding: 8 },
  text: { contextLength: length, vocabulary: letters + 3, width: 8, heads: 1, layers: 1, embedding: 8 },
  audio: { ...(tinyModel.audio as ModelSettings) },
  audioText: { vocabulary: letters + 3, positions: length + 2, width: 8, layers: 1, heads: 2, feedForward: 16 },
  audioTextLength: length,
  audioEmbedding: 8,
  soundRepeats: 1,
  visualAdapter: adapter,
  audioAdapter: adapter,
  prompts: { contextStart: 'random' },
};

/** Frozen encoders from a seed, and nothing else: what the two public checkpoints hold. */
export async function tinyRetrievalWeights(settings: ModelSettings = tinyRetrieval): Promise<Map<string, TensorValue>> {
  const { model } = planModel(retrievalTask, { size: 'vit-b-32', recipe: 'zero-shot', model: settings, training: {}, adapter: dgsctMethod });
  const bound = (await retrievalTask.bindData?.(model, { classes: ['a', 'b', 'c'], rows: [], tokenisers: letterTokenisers, files: ['weights'] })) ?? model;
  const scope = Scope.root((name) => retrievalTask.trainable(name, bound));
  retrievalTask.forward(scope, bound, tinyShape(1), ForwardContext.evaluation());
  const variables = [...scope.tensors().values()].flatMap(({ origin }) => (origin.kind === 'variable' ? [origin.variable] : []));
  return new Map([...initialState(variables, seededRandom(4))].filter(([name]) => !retrievalTask.trainable(name, bound)));
}
