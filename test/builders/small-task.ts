import { seededRandom } from '../../src/adapters/random/seeded-random.js';
import type { Services } from '../../src/app/services.js';
import type { TrainRequest } from '../../src/app/use-case-requests.js';
import { input } from '../../src/domain/graph/leaves.js';
import { relu, reshape, sub } from '../../src/domain/graph/operations.js';
import type { TensorValue } from '../../src/domain/graph/tensor.js';
import { batchNorm } from '../../src/domain/layers/batch-norm.js';
import { linear } from '../../src/domain/layers/linear.js';
import { crossEntropy } from '../../src/domain/layers/losses.js';
import type { CacheDescription, ClipEntry, StoredClip } from '../../src/domain/ports/clip-store.js';
import { aveMetrics } from '../../src/domain/tasks/ave/ave-metrics.js';
import { majorityBaseline, segmentsRight, showSegments } from '../../src/domain/tasks/segment-timeline.js';
import type { BatchShape, SegmentPrediction, TaskDefinition } from '../../src/domain/tasks/task.js';
import { aRecipe, aTask } from './definitions.js';

/** Numbers a segment is reduced to: the means of the picture's three channels and of four quarters of the sound. */
const features = 7;
const hidden = 6;
const channels = 8;

/**
 * A task that trains in milliseconds and has whatever a training loop can get wrong: a frozen weight and a frozen statistic ("encoder"),
 * a batch norm that moves, dropout, a head for segments of `classes` and background.
 */
export function aSmallTask(wanted: Partial<TaskDefinition<SegmentPrediction>> = {}): TaskDefinition<SegmentPrediction> {
  const outputsOf = ({ classes }: BatchShape): number => classes + 1;
  return aTask<SegmentPrediction>({
    name: 'small',
    title: 'small events',
    recipes: { usual: aRecipe({ epochs: 3, batchSize: 2, learningRate: 0.05, accumulate: 2, earlyStop: 9, schedule: { kind: 'step', everyEpochs: 1, factor: 0.9 } }) },
    sizes: { small: { dropout: 0.3 } },
    trainable: (name) => name.startsWith('head.'),
    forward(scope, settings, { clips, segments, classes }, context) {
      const x = reshape(input('features', [clips, segments, features]), [clips * segments, features]);
      const encoder = scope.child('encoder');
      const encoded = linear(encoder, sub(x, encoder.statistic('mean', [features], 0)), hidden, { bias: false });
      const head = scope.child('head');
      const inner = relu(batchNorm(head.child('norm'), linear(head.child('first'), encoded, channels), 1, context));
      const rate = settings['dropout'];
      return { outputs: { logits: linear(head.child('second'), context.dropout(inner, typeof rate === 'number' ? rate : 0), outputsOf({ clips, segments, classes, segmentSeconds: 1 })) } };
    },
    loss({ logits }, _settings, _recipe, { clips, segments }) {
      const loss = crossEntropy(logits, input('labels', [clips * segments], 'int32'));
      return { loss, terms: { classes: loss } };
    },
    makeInputs: (stored, _settings, { clips, segments }) => {
      const rows = Array.from({ length: clips }, (_, row) => stored[Math.min(row, stored.length - 1)]);
      return { features: { dtype: 'float32', shape: [clips, segments, features], data: Float32Array.from(rows.flatMap((clip) => clipFeatures(clip, segments))) } };
    },
    makeTargets: (stored, _settings, _recipe, { clips, segments }) => {
      const labels = Array.from({ length: clips }, (_, row) => stored[Math.min(row, stored.length - 1)].entry.segmentLabels);
      return { labels: { dtype: 'int32', shape: [clips * segments], data: Int32Array.from(labels.flat()) } };
    },
    decode: ({ logits }, ids, _settings, shape) =>
      ids.map((id, clip) => {
        const rows = Array.from({ length: shape.segments }, (_, t) => Array.from(logits.data.subarray((clip * shape.segments + t) * outputsOf(shape), (clip * shape.segments + t + 1) * outputsOf(shape))));
        const probabilities = rows.map(softmax);
        return {
          id,
          segmentClasses: rows.map((row) => row.indexOf(Math.max(...row))),
          eventProbabilities: probabilities.map((row) => 1 - row[shape.classes]),
          classProbabilities: Array.from({ length: shape.classes }, (_, k) => probabilities.reduce((sum, row) => sum + row[k], 0) / rows.length),
        };
      }),
    metrics: (predictions, truths, classes) => aveMetrics(predictions.map(({ segmentClasses }) => segmentClasses), truths.map(({ segmentLabels }) => segmentLabels), classes),
    baselines: (truths) => [majorityBaseline(truths)],
    rightShare: segmentsRight,
    show: showSegments,
    timeline: (prediction) => prediction,
    ...wanted,
  });
}

function softmax(row: readonly number[]): number[] {
  const exponentials = row.map((x) => Math.exp(x - Math.max(...row)));
  const total = exponentials.reduce((sum, x) => sum + x, 0);
  return exponentials.map((x) => x / total);
}

/** The seven numbers of every segment, one after the other. */
export function clipFeatures({ frames, waveform }: Pick<StoredClip, 'frames' | 'waveform'>, segments: number): number[] {
  const samples = waveform.length / segments;
  return Array.from({ length: segments }, (_, t) => {
    const { data } = frames[t];
    const colour = [0, 1, 2].map((channel) => meanOf(data.filter((_pixel, i) => i % 3 === channel)) / 255);
    const sound = [0, 1, 2, 3].map((quarter) => meanOf(waveform.subarray(t * samples + (quarter * samples) / 4, t * samples + ((quarter + 1) * samples) / 4)));
    return [...colour, ...sound];
  }).flat();
}

const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

export const smallDescription: CacheDescription = {
  schema: 1,
  dataset: 'small-clips',
  title: 'Small clips',
  rendered: true,
  classes: ['bell', 'drum', 'flute'],
  segments: 4,
  segmentSeconds: 1,
  sampleRateHz: 8,
  frameFormat: 'png',
  maxFrameSide: 2,
  annotations: { 'list.txt': 'ab' },
};

/** What the frozen part starts from, in no way what it would start with by itself. */
export const smallWeights = (): Map<string, TensorValue> => {
  const random = seededRandom(11);
  return new Map([
    ['encoder.weight', { dtype: 'float32', shape: [hidden, features], data: Float32Array.from({ length: hidden * features }, () => random.normal()) }],
    ['encoder.mean', { dtype: 'float32', shape: [features], data: Float32Array.of(0.5, 0.4, 0.3, 0.1, 0, -0.1, 0.2) }],
  ]);
};

/** A clip of events of one class: its colour and the sign of its sound tell the class, with noise of its own. */
export function aSmallClip(id: string, segmentLabels: readonly number[]): Pick<StoredClip, 'frames' | 'waveform'> {
  const random = seededRandom(5).fork(id);
  return {
    frames: segmentLabels.map((label) => ({ width: 2, height: 2, data: Uint8Array.from({ length: 12 }, (_, i) => (i % 3 === label ? 180 : 60) + random.integer(40)) })),
    waveform: Float32Array.from({ length: segmentLabels.length * 8 }, (_, i) => (Math.floor(i / 2) % 4 === segmentLabels[Math.floor(i / 8)] ? 0.5 : -0.2) + 0.1 * random.normal()),
  };
}

/** Labels of clip number n: class n mod 3 for one to four of the four segments. */
export const smallLabels = (number: number): number[] => [0, 1, 2, 3].map((t) => (t <= (number + 1) % 4 ? number % 3 : 3));

/** Writes a cache of so many clips a split and the rows besides. */
export async function aSmallCache(services: Pick<Services, 'clips'>, folder: string, counts: Readonly<Record<string, number>>, change: { readonly description?: Partial<CacheDescription>; readonly rows?: readonly ClipEntry[] } = {}): Promise<string> {
  const writer = await services.clips.write(folder, { ...smallDescription, ...change.description });
  for (const [split, count] of Object.entries(counts)) {
    for (let number = 0; number < count; number++) {
      const id = `${split}-${number}`;
      await writer.add({ id, split, state: 'ok', segmentLabels: smallLabels(number) }, aSmallClip(id, smallLabels(number)));
    }
  }
  for (const row of change.rows ?? []) await writer.add(row);
  await writer.close();
  return folder;
}

/** Training as the small task's recipe says. */
export const aSmallTraining = (wanted: Pick<TrainRequest, 'cacheFolder' | 'runFolder'> & Partial<TrainRequest>): TrainRequest => ({
  task: aSmallTask(),
  resume: false,
  size: 'small',
  recipe: 'usual',
  weights: [],
  model: {},
  training: {},
  config: [],
  signal: new AbortController().signal,
  ...wanted,
});
