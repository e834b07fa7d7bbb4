import type { ClipPrediction, DatasetDefinition, TaskDefinition, TrainingSettings } from '../../src/contract/index.js';

/** A valid data set of two classes with what a test wants otherwise. */
export function aDataset(wanted: Partial<DatasetDefinition> = {}): DatasetDefinition {
  return {
    name: 'mine',
    title: 'Mine',
    citation: '',
    obtaining: '',
    classes: ['one', 'two'],
    segments: 10,
    segmentSeconds: 1,
    splits: ['train', 'test'],
    preparation: { sampleRateHz: 32_000, frameFormat: 'jpeg', maxFrameSide: 64 },
    annotationFiles: ['list.txt'],
    mediaFolders: ['videos'],
    parse: () => ({ records: [], notices: [] }),
    ...wanted,
  };
}

export function aRecipe(wanted: Partial<TrainingSettings> = {}): TrainingSettings {
  return {
    recipe: 'usual',
    epochs: 4,
    batchSize: 2,
    accumulate: 1,
    accumulation: 'mean',
    optimiser: 'adam',
    learningRate: 0.001,
    weightDecay: 0,
    schedule: { kind: 'step', everyEpochs: 10, factor: 0.1 },
    earlyStop: 3,
    seed: 0,
    selectionSplit: 'val',
    ...wanted,
  };
}

const unused = () => {
  throw new Error('this test builds no model');
};

/** A valid task that builds no model. */
export function aTask<Prediction extends ClipPrediction = ClipPrediction>(wanted: Partial<TaskDefinition<Prediction>> = {}): TaskDefinition<Prediction> {
  return {
    name: 'mine',
    title: 'Mine',
    recipes: { usual: aRecipe() },
    recipeModels: {},
    sizes: { small: { channels: 4 } },
    trainable: () => true,
    forward: unused,
    loss: unused,
    makeInputs: unused,
    makeTargets: unused,
    decode: unused,
    cost: { countedModel: {}, partOf: unused, isLayerWeight: unused, tables: unused },
    metrics: unused,
    baselines: unused,
    rightShare: unused,
    show: unused,
    ...wanted,
  };
}
