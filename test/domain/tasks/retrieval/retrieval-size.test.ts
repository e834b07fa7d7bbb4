import { describe, expect, it } from 'vitest';
import { dgsctMethod } from '../../../../src/domain/dgsct/dgsct-method.js';
import { input, Scope } from '../../../../src/domain/graph/leaves.js';
import { elementCount } from '../../../../src/domain/graph/shapes.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { paperRetrievalSettings } from '../../../../src/domain/tasks/retrieval/paper-settings.js';
import { retrievalNetwork } from '../../../../src/domain/tasks/retrieval/retrieval-network.js';

/** Parameters of the full AVE network (29 classes) by the first part of their name; nothing is allocated. */
function parametersOf(): (pattern: RegExp) => number {
  const settings = {
    ...paperRetrievalSettings,
    visualAdapter: { ...paperRetrievalSettings.visualAdapter, unusedWeights: true },
    audioAdapter: { ...paperRetrievalSettings.audioAdapter, unusedWeights: true },
    unusedWeights: true,
  };
  const scope = Scope.root();
  const texts = {
    clipIds: input('clipIds', [29, 77], 'int32'),
    clipEnds: input('clipEnds', [29], 'int32'),
    nameLengths: new Array<number>(29).fill(1),
    clapIds: input('clapIds', [29, 77], 'int32'),
    clapMask: input('clapMask', [29, 77], 'int32'),
  };
  const frames = { wave: input('wave', [1, 10, 48000]), image: input('image', [1, 10, 3, 224, 224]) };
  retrievalNetwork(scope, frames, texts, settings, dgsctMethod, { kind: 'constant', value: 0 }, ForwardContext.evaluation());
  const parameters = scope.variables().filter(({ kind }) => kind === 'parameter');
  return (pattern) => parameters.reduce((sum, { name, shape }) => sum + (pattern.test(name) ? elementCount(shape) : 0), 0);
}

describe('The few-shot network of full size', () => {
  const count = parametersOf();

  // spec/task-fewshot-zeroshot §12, counted there on the published program.
  it.each([
    ['ViT', /^ViT\./, 87_849_216],
    ['CLIP text encoder', /^text_encoder\./, 38_131_200],
    ['token table', /^token_embedding\./, 25_296_896],
    ['audio projection', /^audio_projection\./, 656_384],
    ['first audio adapters', /^audio_adapter_blocks_p1\./, 14_143_692],
    ['second audio adapters', /^audio_adapter_blocks_p2\./, 14_143_692],
    ['first visual adapters', /^vis_adapter_blocks_p1\./, 34_506_132],
    ['second visual adapters', /^vis_adapter_blocks_p2\./, 34_506_132],
    ['weights that nothing uses in the adapters', /adapter_blocks.*(fc_caption\.\w+|gate_tk)$/, 4_727_856],
    ['CLIP adapters', /^clip_adapter(_text)?\./, 262_144],
    ['contrast', /^audio_visual_contrastive_learner\./, 262_656],
    ['prompt learner', /^prompt_learner\./, 35_360],
  ])('has the published number of parameters in its %s', (_, pattern, expected) => {
    expect(count(pattern)).toBe(expected);
  });

  it('has the published RoBERTa with its projection, without the unused text_transform', () => {
    // 125,827,328 with text_transform, two layers 512 → 512 (2 · 262,656).
    expect(count(/^clap_text_encoder\./)).toBe(125_827_328 - 525_312);
  });
});
