import type { ModelSettings, TrainingSettings } from '../task.js';
import type { AvsSetting } from './avs-settings.js';

/** How a setting is trained: hyper-parameters, and what changes of the model, by recipe name. */
export interface AvsRecipes {
  readonly training: Readonly<Record<'fixed' | 'published', TrainingSettings>>;
  readonly model: Readonly<Record<'fixed' | 'published', ModelSettings>>;
}

/** The published commands (spec/task-avs §7): a constant rate, and no early stop, although there is an option for it (§10 #11). */
function trainingOf(epochs: number, batchSize: number, learningRate: number): AvsRecipes['training'] {
  const published: TrainingSettings = {
    recipe: 'published',
    epochs,
    batchSize,
    accumulate: 1,
    accumulation: 'mean',
    optimiser: 'adam',
    learningRate,
    weightDecay: 0,
    schedule: { kind: 'milestones', epochs: [], factor: 1 },
    earlyStop: epochs,
    seed: 123,
    // The published "validation" set is the test split (§10 #1).
    selectionSplit: 'test',
  };
  return { fixed: { ...published, recipe: 'fixed', selectionSplit: 'val' }, published };
}

/** Published quirks of the network (spec/task-avs §10 #2–#6); the paper's settings are those of the fixed recipe. */
const publishedModel: ModelSettings = {
  encodersTrain: true,
  mixup: true,
  audio: { specAugment: true },
  visualAdapter: { gateFirst: true, unusedWeights: true },
  audioAdapter: { gate: false, gateFirst: true, unusedWeights: true },
  unusedWeights: true,
};

export const avsRecipes: Readonly<Record<AvsSetting, AvsRecipes>> = {
  s4: { training: trainingOf(15, 8, 3e-4), model: { fixed: {}, published: { ...publishedModel, trainAudioEncoder: true } } },
  ms3: { training: trainingOf(30, 2, 1.5e-4), model: { fixed: {}, published: publishedModel } },
};
