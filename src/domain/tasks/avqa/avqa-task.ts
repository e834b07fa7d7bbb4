import { dgsctMethod } from '../../dgsct/dgsct-method.js';
import { attentionGrid } from '../ave/ave-decode.js';
import { rowClips, segmentFrames, segmentWaves } from '../batch-rows.js';
import { plainSettings } from '../overlay-settings.js';
import type { Baseline, TaskDefinition, TaskMetrics, TrainingSettings } from '../task.js';
import { avqaCost } from './avqa-cost.js';
import { answeredQuestion, questionOf } from './avqa-labels.js';
import { avqaLoss, avqaTargets } from './avqa-loss.js';
import { avqaAccuracy } from './avqa-metrics.js';
import { avqaInputs, avqaNetwork } from './avqa-network.js';
import { avqaPrediction, showAnswer, withQuestion, type AvqaPrediction } from './avqa-prediction.js';
import { answerSection } from './avqa-report.js';
import { avqaSamples, avqaSettings, avqaTrainable, paperAvqaSettings } from './avqa-settings.js';
import { negativeFrames } from './negative-frames.js';
import { encodeQuestion, vocabularyOf } from './question-text.js';

/** The published command (spec/task-avqa §6). */
const published: TrainingSettings = {
  recipe: 'published',
  epochs: 80,
  batchSize: 8,
  accumulate: 1,
  accumulation: 'mean',
  optimiser: 'adam',
  learningRate: 1e-4,
  weightDecay: 0,
  schedule: { kind: 'step', everyEpochs: 8, factor: 0.1 },
  earlyStop: 3,
  seed: 1,
  selectionSplit: 'val',
};

/** Published quirks of the network (spec/task-avqa §9 #1–#5); the paper's settings are those of the fixed recipe. */
const publishedModel = { encodersTrain: true, mixup: true, audio: { specAugment: true }, negatives: 'published', ...avqaCost.countedModel };

/** Audio-visual question answering: one answer of a list to a question about a clip. */
export const avqaTask: TaskDefinition<AvqaPrediction> = {
  name: 'avqa',
  title: 'audio-visual question answering',
  recipes: { fixed: { ...published, recipe: 'fixed' }, published },
  recipeModels: { fixed: {}, published: publishedModel },
  sizes: { paper: plainSettings(paperAvqaSettings) },

  trainable: avqaTrainable,

  adapters: { setting: 'adapter', groups: ['visualAdapter', 'audioAdapter'], methods: [dgsctMethod] },

  bindData(settings, { rows }) {
    return Promise.resolve(avqaSettings(settings).words.length > 0 ? settings : { ...settings, words: vocabularyOf(rows.map(questionOf)) });
  },

  otherFrames: (own, media, random, settings, shape) => negativeFrames(own, media, shape.segments, (below) => random.integer(below), avqaSettings(settings).negatives),

  forward(scope, settings, shape, context, adapter) {
    const avqa = avqaSettings(settings, adapter);
    const { answer, positive, negative } = avqaNetwork(scope, avqaInputs(avqa, shape, avqaSamples(avqa, shape), context.training), avqa, shape.classes, context, adapter);
    return { outputs: { answer, map: positive.map, ...(negative && { positiveMatch: positive.match, negativeMatch: negative.match }) } };
  },

  loss({ answer, positiveMatch, negativeMatch }, settings, _recipe, shape) {
    const { loss, answer: answerLoss, matching } = avqaLoss(answer, { positive: positiveMatch, negative: negativeMatch }, avqaTargets(shape), avqaSettings(settings).matchingWeight);
    return { loss, terms: { answer: answerLoss, ...(matching && { matching }) } };
  },

  makeInputs(clips, settings, shape, sampleRateHz) {
    const avqa = avqaSettings(settings);
    const rows = rowClips(clips, shape);
    const question = Int32Array.from(rows.flatMap(({ entry }) => encodeQuestion(questionOf(entry), avqa.words, avqa.questionLength).indices));
    return {
      wave: segmentWaves(clips, shape, sampleRateHz, avqa.audio.sampleRateHz),
      image: segmentFrames(rows.flatMap(({ frames }) => frames), shape, avqa.image.imageSize),
      ...(rows.every(({ otherFrames }) => otherFrames !== undefined) && { negative: segmentFrames(rows.flatMap(({ otherFrames = [] }) => otherFrames), shape, avqa.image.imageSize) }),
      question: { dtype: 'int32', shape: [shape.clips, avqa.questionLength], data: question },
    };
  },

  makeTargets(clips, _settings, _recipe, shape) {
    return { answers: { dtype: 'int32', shape: [shape.clips], data: Int32Array.from(rowClips(clips, shape), ({ entry }) => answeredQuestion(entry).answer) } };
  },

  decode({ answer, map }, ids, settings, shape) {
    const grid = attentionGrid(avqaSettings(settings).image);
    return ids.map((id, clip) => avqaPrediction(id, clip, { answer, map }, grid, shape));
  },

  compare: (prediction, clip, settings) => withQuestion(prediction, clip, avqaSettings(settings).words),
  cost: avqaCost,

  metrics(predictions, truths): TaskMetrics {
    const { overall, groups } = avqaAccuracy(predictions.map(({ answer }, k) => {
      const truth = answeredQuestion(truths[k]);
      return { kind: truth.kind, right: truth.answer === answer };
    }));
    return { main: 'overall', values: { overall: 100 * overall, ...Object.fromEntries([...groups].map(([name, share]) => [name, 100 * share])) }, perClass: [], confusion: [] };
  },

  baselines(truths, classes): Baseline[] {
    const questions = truths.map(answeredQuestion);
    return [
      { name: 'chance', value: 100 / classes.length },
      { name: 'the most frequent answer of these questions', value: 100 * mostFrequentShare(questions, () => '') },
      { name: 'the most frequent answer of each template of these questions', value: 100 * mostFrequentShare(questions, ({ template }) => template) },
    ];
  },

  rightShare: ({ answer }, truth) => ({ right: answeredQuestion(truth).answer === answer ? 1 : 0, total: 1 }),
  show: showAnswer,
  clipSections: (clips, classes) => [answerSection(clips, classes)],
};

/** Share that is right where every group of questions always gets its own most frequent answer. */
function mostFrequentShare<Question extends { readonly answer: number }>(questions: readonly Question[], groupOf: (question: Question) => string): number {
  const counts = new Map<string, Map<number, number>>();
  for (const question of questions) {
    const group = counts.get(groupOf(question)) ?? new Map<number, number>();
    counts.set(groupOf(question), group.set(question.answer, (group.get(question.answer) ?? 0) + 1));
  }
  return [...counts.values()].reduce((sum, group) => sum + Math.max(...group.values()), 0) / Math.max(1, questions.length);
}
