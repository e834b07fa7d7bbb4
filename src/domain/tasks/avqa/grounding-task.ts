import { input } from '../../graph/leaves.js';
import { reshape } from '../../graph/operations.js';
import { rowClips, segmentFrames, segmentWaves } from '../batch-rows.js';
import type { BatchShape, ClipPrediction, TaskDefinition, TrainingSettings } from '../task.js';
import { avqaSamples, avqaSettings } from './avqa-settings.js';
import { avqaTask } from './avqa-task.js';
import { groundingNetwork, matchingLoss } from './grounding-network.js';
import { negativeFrames } from './negative-frames.js';

/** How sure the model is that frames belong to the sound. */
export interface GroundingPrediction extends ClipPrediction {
  /** Per segment: of the frame of the same moment, and of one of another video. */
  readonly own: readonly number[];
  readonly other: readonly number[];
}

/** The published command of stage 1 (spec/task-avqa §4). */
const published: TrainingSettings = { ...avqaTask.recipes.published, epochs: 30, batchSize: 16, learningRate: 3e-4, earlyStop: 30 };

/** Stage 1 of question answering: does one frame belong to one second of sound? Its head is where stage 2 starts. */
export const groundingTask: TaskDefinition<GroundingPrediction> = {
  name: 'avqa-grounding',
  title: 'grounding of sound in pictures',
  recipes: { fixed: { ...published, recipe: 'fixed' }, published },
  recipeModels: avqaTask.recipeModels,
  sizes: avqaTask.sizes,
  trainable: avqaTask.trainable,

  otherFrames: (own, media, random, settings, shape) => negativeFrames(own, media, shape.segments, (below) => random.integer(below), avqaSettings(settings).negatives),
  otherFramesToo: true,

  forward(scope, settings, shape, context) {
    const avqa = avqaSettings(settings);
    const { clips, segments } = shape;
    const rows = clips * segments;
    const pictures = (name: string) => reshape(input(name, [clips, segments, 3, ...avqa.image.imageSize]), [rows, 3, ...avqa.image.imageSize]);
    const waves = reshape(input('wave', [clips, segments, avqaSamples(avqa, shape)]), [rows, avqaSamples(avqa, shape)]);
    return { outputs: { match: groundingNetwork(scope, waves, pictures('image'), pictures('negative'), avqa, context).match } };
  },

  loss({ match }) {
    return { loss: matchingLoss(match), terms: {} };
  },

  makeInputs(clips, settings, shape, sampleRateHz) {
    const { audio, image } = avqaSettings(settings);
    const rows = rowClips(clips, shape);
    return {
      wave: segmentWaves(clips, shape, sampleRateHz, audio.sampleRateHz),
      image: segmentFrames(rows.flatMap(({ frames }) => frames), shape, image.imageSize),
      negative: segmentFrames(rows.flatMap(({ otherFrames = [] }) => otherFrames), shape, image.imageSize),
    };
  },

  makeTargets: () => ({}),

  decode({ match }, ids, _settings, { segments }: BatchShape) {
    const belongs = (row: number): number => 1 / (1 + Math.exp(match.data[2 * row] - match.data[2 * row + 1]));
    return ids.map((id, clip) => {
      const rows = Array.from({ length: segments }, (_, t) => 2 * (clip * segments + t));
      return { id, own: rows.map(belongs), other: rows.map((row) => belongs(row + 1)) };
    });
  },

  cost: avqaTask.cost,

  metrics(predictions) {
    const shares = predictions.map(({ own, other }) => rightOf(own, other));
    const right = shares.reduce((sum, share) => sum + share.right, 0);
    return { main: 'matchAccuracy', values: { matchAccuracy: (100 * right) / shares.reduce((sum, { total }) => sum + total, 0) }, perClass: [], confusion: [] };
  },

  baselines: () => [{ name: 'chance', value: 50 }],
  rightShare: ({ own, other }) => rightOf(own, other),

  show({ own }) {
    return { values: { belongs: [...own] }, lines: [`frames that belong to their sound: ${own.map((probability) => `${(100 * probability).toFixed(0)} %`).join(' ')}`] };
  },
};

const rightOf = (own: readonly number[], other: readonly number[]): { right: number; total: number } => ({
  right: own.filter((probability) => probability > 0.5).length + other.filter((probability) => probability <= 0.5).length,
  total: own.length + other.length,
});
