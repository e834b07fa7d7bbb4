import type { ModelSettings, TrainingSettings } from '../task.js';

/** Training of the published scripts (spec/task-fewshot-zeroshot §6). */
const published: TrainingSettings = {
  recipe: 'published',
  epochs: 200,
  batchSize: 2,
  accumulate: 1,
  accumulation: 'mean',
  optimiser: 'adam',
  learningRate: 3e-4,
  weightDecay: 0,
  maximumGradientNorm: 0.5,
  schedule: { kind: 'milestones', epochs: [10, 20, 30], factor: 0.5 },
  earlyStop: 50,
  seed: 43,
  selectionSplit: 'test',
};

const fixed: TrainingSettings = { ...published, recipe: 'fixed', selectionSplit: 'val' };

export const retrievalRecipes = {
  fixed,
  published,
  pretrain: { ...fixed, recipe: 'pretrain' },
  'pretrain-published': { ...published, recipe: 'pretrain-published' },
  'zero-shot': { ...fixed, recipe: 'zero-shot' },
  'zero-shot-modules': { ...fixed, recipe: 'zero-shot-modules' },
  'zero-shot-published': { ...published, recipe: 'zero-shot-published', batchSize: 16 },
} as const satisfies Readonly<Record<string, TrainingSettings>>;

/** The defects of spec/task-fewshot-zeroshot §10 that are settings of the model, as published. */
const publishedModel: ModelSettings = {
  audioScale: 'stored',
  fusion: 'published-few-shot',
  frames: 'published',
  encodersTrain: true,
  prompts: { contextStart: 'random' },
  audio: { sampleRateHz: 32000, hopSize: 320, melSampleRateHz: 48000, specAugment: true },
};

/** Pre-training and zero-shot as published: α, β and γ are written in the code (§10.22). */
const publishedZeroShot: ModelSettings = { ...publishedModel, fusion: 'published-zero-shot', visualAdapter: { alpha: 0.3, beta: 0.01, gamma: 0.05 }, audioAdapter: { alpha: 0.3, beta: 0.01, gamma: 0.05 } };

/** Model settings by recipe. */
export const retrievalRecipeModels: Readonly<Record<keyof typeof retrievalRecipes, ModelSettings>> = {
  fixed: {},
  published: { ...publishedModel, objective: 'ave' },
  pretrain: { objective: 'paper', learntTemperatures: true },
  'zero-shot': { adapter: 'none', clipAdapters: false, prompts: { learnt: false } },
  'zero-shot-modules': {},
  'zero-shot-published': { ...publishedZeroShot, encodersTrain: false, adaptersTrain: true, background: false, prompts: { learnt: true, contextStart: 'fresh' } },
  'pretrain-published': { ...publishedZeroShot, objective: 'pre-training' },
};
