import { seededRandom } from '../../src/adapters/random/seeded-random.js';
import { planModel } from '../../src/app/model-plan.js';
import type { Services } from '../../src/app/services.js';
import type { TrainRequest } from '../../src/app/use-case-requests.js';
import type { TensorValue } from '../../src/domain/graph/tensor.js';
import { Scope } from '../../src/domain/graph/leaves.js';
import { ForwardContext } from '../../src/domain/layers/forward-context.js';
import type { CacheDescription, StoredClip } from '../../src/domain/ports/clip-store.js';
import { aveTask } from '../../src/domain/tasks/ave/ave-task.js';
import type { BatchShape, ModelSettings, TrainingSettings } from '../../src/domain/tasks/task.js';
import { initialState } from '../../src/domain/training/initialise.js';
import { aTask } from './definitions.js';

const adapter = { reduction: 2, groups: 2, latentTokens: 4 };

/** The smallest AVE network that has everything: two stages of one block, 16 x 16 pixels, one second at 1 kHz as 16 mel bins. */
export const tinyModel: ModelSettings = {
  image: { imageSize: [16, 16], patchSize: 4, embedDim: 8, depths: [1, 1], heads: [1, 2], windowSize: 2, classes: 0 },
  audio: {
    specSize: 16,
    embedDim: 8,
    depths: [1, 1],
    heads: [1, 2],
    windowSize: 2,
    classes: 0,
    sampleRateHz: 1000,
    fftSize: 64,
    hopSize: 64,
    melBins: 16,
    minHz: 20,
    maxHz: 500,
  },
  soundRepeats: 1,
  visualAdapter: adapter,
  audioAdapter: adapter,
  temporal: { audioWidth: 8, visualWidth: 8, modelWidth: 8, feedForward: 16 },
};

/** The tiny network with some settings replaced. */
export const tinyModelWith = (changes: ModelSettings): ModelSettings => planModel(aTask({ sizes: { tiny: tinyModel } }), { size: 'tiny', recipe: 'usual', model: changes, training: {} }).model;

export const tinyDescription: CacheDescription = {
  schema: 1,
  dataset: 'tiny',
  title: 'Tiny clips',
  rendered: true,
  classes: ['bell', 'drum', 'flute'],
  segments: 4,
  segmentSeconds: 1,
  sampleRateHz: 1000,
  frameFormat: 'png',
  maxFrameSide: 16,
  annotations: { 'list.txt': 'ab' },
};

export const tinyShape = (clips: number): BatchShape => ({ clips, segments: 4, segmentSeconds: 1, classes: 3 });

/** The training settings of the fixed recipe on a size that a test can wait for. */
export const tinyTraining: Partial<TrainingSettings> = { epochs: 3, batchSize: 2, accumulate: 1, learningRate: 0.01, seed: 7, selectionSplit: 'val', schedule: { kind: 'step', everyEpochs: 100, factor: 1 } };

/** Seeded values for every weight and statistic of the two encoders, none of them the value it would start with. */
export function tinyEncoderWeights(model: ModelSettings = tinyModel): Map<string, TensorValue> {
  const scope = Scope.root((name) => aveTask.trainable(name, {}));
  aveTask.forward(scope, model, tinyShape(1), ForwardContext.evaluation());
  const random = seededRandom(1).fork('encoders');
  const encoders = [...initialState(scope.variables(), random)].filter(([name]) => /^(swin|htsat)\./.test(name));
  return new Map(encoders.map(([name, value]): [string, TensorValue] => [name, { ...value, data: Float32Array.from(value.data, (start) => changed(name, start, random.normal())) }]));
}

/** Statistics of sounds in decibels, weights about their start. */
function changed(name: string, start: number, noise: number): number {
  if (name === 'htsat.bn0.running_mean') return -20 + noise;
  if (name === 'htsat.bn0.running_var') return 200 * Math.exp(0.1 * noise);
  return start + 0.05 * noise;
}

/** A clip whose events of class k show the colour k and sound at (k + 1) · 110 Hz, over a noise of its own; the rest is grey and nearly quiet. */
export function aTinyClip(id: string, segmentLabels: readonly number[], split = 'train'): StoredClip {
  const random = seededRandom(3).fork(id);
  const isEvent = (label: number): boolean => label < tinyDescription.classes.length;
  const frames = segmentLabels.map((label) => ({
    width: 16,
    height: 16,
    data: Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => 100 + 20 * random.uniform() + (isEvent(label) && i % 3 === label ? 120 : 0)),
  }));
  const rate = tinyDescription.sampleRateHz;
  const waveform = Float32Array.from({ length: segmentLabels.length * rate }, (_, i) => {
    const label = segmentLabels[Math.floor(i / rate)];
    return 0.01 * random.normal() + (isEvent(label) ? 0.5 * Math.sin((2 * Math.PI * (label + 1) * 110 * i) / rate) : 0);
  });
  return { entry: { id, split, state: 'ok', segmentLabels }, frames, waveform };
}

/** Labels of clip number n: class n mod 3 for one to four of the four segments. */
export const tinyLabels = (number: number): number[] => [0, 1, 2, 3].map((t) => (t <= (number + 1) % 4 ? number % 3 : 3));

/** Writes a cache of so many clips a split; the classes take turns. */
export async function aTinyCache(services: Pick<Services, 'clips'>, folder: string, counts: Readonly<Record<string, number>>, description: Partial<CacheDescription> = {}): Promise<string> {
  const writer = await services.clips.write(folder, { ...tinyDescription, ...description });
  for (const [split, count] of Object.entries(counts)) {
    for (let number = 0; number < count; number++) {
      const { entry, ...media } = aTinyClip(`${split}-${number}`, tinyLabels(number), split);
      await writer.add(entry, media);
    }
  }
  await writer.close();
  return folder;
}

export function aTrainRequest(wanted: Pick<TrainRequest, 'cacheFolder' | 'runFolder'> & Partial<TrainRequest>): TrainRequest {
  return {
    task: aveTask,
    resume: false,
    size: 'paper',
    recipe: 'fixed',
    weights: [],
    config: [],
    signal: new AbortController().signal,
    ...wanted,
    model: tinyModelWith(wanted.model ?? {}),
    training: { ...tinyTraining, ...wanted.training },
  };
}
