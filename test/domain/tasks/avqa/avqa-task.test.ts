import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/adapters/random/seeded-random.js';
import { mergedSettings } from '../../../../src/app/model-plan.js';
import { Scope } from '../../../../src/domain/graph/leaves.js';
import { elementCount } from '../../../../src/domain/graph/shapes.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import type { ClipEntry } from '../../../../src/domain/ports/clip-store.js';
import { groupName } from '../../../../src/domain/tasks/avqa/avqa-metrics.js';
import { avqaPrediction, showAnswer, withQuestion } from '../../../../src/domain/tasks/avqa/avqa-prediction.js';
import { avqaTask } from '../../../../src/domain/tasks/avqa/avqa-task.js';
import { negativeFrames } from '../../../../src/domain/tasks/avqa/negative-frames.js';
import { publishedAnswers, publishedWords } from '../../../../src/domain/tasks/avqa/published-vocabulary.js';
import { encodeQuestion, questionWords, vocabularyOf } from '../../../../src/domain/tasks/avqa/question-text.js';

const shape = { clips: 1, segments: 10, segmentSeconds: 1, classes: 42 };
const asked = (answer: number, template = 'Is it?', kind: readonly string[] = ['Visual', 'Counting']): ClipEntry => ({ id: 'q', split: 'test', state: 'ok', segmentLabels: [], labels: { question: ['Is', 'it'], template, kind: [...kind], answer } });

describe('the published AVQA network', () => {
  it('has the parameters of spec/task-avqa §8, in all and part by part', () => {
    const settings = mergedSettings(avqaTask.sizes.paper, avqaTask.cost.countedModel);
    const scope = Scope.root((name) => avqaTask.trainable(name, settings));
    avqaTask.forward(scope, settings, shape, ForwardContext.evaluation());
    const parameters = scope.variables().filter(({ kind }) => kind === 'parameter');
    const count = (pattern: RegExp): number => parameters.filter(({ name }) => pattern.test(name)).reduce((sum, variable) => sum + elementCount(variable.shape), 0);
    expect(['question_encoder', 'attn_a', 'fc_a1', 'fc_a2', 'linear11', 'fc_gl', 'fc_fusion', 'fc1', 'fc2', 'fc3', 'fc4', 'norm1', 'fc_ans', 'audio_adapter_blocks_p1', 'vis_adapter_blocks_p2'].map((part) => count(new RegExp(`^${part}\\.`)))).toEqual([
      23_749_632, 9_443_328, 1_181_184, 2_360_832, 2_360_832, 4_720_128, 4_720_128, 1_573_376, 131_328, 32_896, 258, 3_072, 64_554, 33_418_776, 59_749_452,
    ]);
    expect(parameters.filter(({ trainable }) => trainable).reduce((sum, variable) => sum + elementCount(variable.shape), 0)).toBe(256_751_988);
  });

  it('reads negative frames in training alone', () => {
    const inputsOf = (context: ForwardContext): string[] => Object.keys(avqaTask.forward(Scope.root(), avqaTask.sizes.paper, shape, context).outputs);
    expect(inputsOf(ForwardContext.training())).toContain('negativeMatch');
    expect(inputsOf(ForwardContext.evaluation())).toEqual(['answer', 'map']);
  });
});

describe('the published vocabulary', () => {
  it('has 93 words, padding first, and 42 answers, each once', () => {
    expect([publishedWords.length, new Set(publishedWords).size, publishedWords[0], publishedAnswers.length, new Set(publishedAnswers).size]).toEqual([93, 93, '<pad>', 42, 42]);
  });
});

describe('a question', () => {
  it('loses its mark alone, or as published its last character whatever it is', () => {
    expect(questionWords('Is it <A>？ ', ['red'], 'question-mark')).toEqual(['Is', 'it', 'red']);
    expect(questionWords('Is it on', [], 'question-mark')).toEqual(['Is', 'it', 'on']);
    expect(questionWords('Is it on', [], 'last-character')).toEqual(['Is', 'it', 'o']);
  });

  it('is padded or cut, and says what it does not know', () => {
    const words = vocabularyOf([['Is', 'it'], ['it', 'on']]);
    expect(words).toEqual(['<pad>', 'Is', 'it', 'on']);
    expect(encodeQuestion(['Is', 'it', 'purple'], words, 4)).toEqual({ indices: [1, 2, 0, 0], unknown: ['purple'] });
    expect(encodeQuestion(['Is', 'it', 'on'], words, 2).indices).toEqual([1, 2]);
  });
});

describe('frames of other videos', () => {
  const draw = (own: number, videos: number, rule: 'other-video' | 'published') => negativeFrames(own, videos, 10, (below) => seededRandom(1).fork(`${own}/${videos}`).integer(below), rule);

  it('are never of the video itself', () => {
    const random = seededRandom(5);
    for (let own = 0; own < 3; own++) {
      const media = Array.from({ length: 30 }, () => negativeFrames(own, 3, 10, (below) => random.integer(below), 'other-video').map((frame) => frame.media)).flat();
      expect(new Set(media)).toEqual(new Set([0, 1, 2].filter((other) => other !== own)));
    }
  });

  it('are refused where no draw can be accepted, instead of drawing for ever', () => {
    expect(() => draw(0, 1, 'other-video')).toThrowError(expect.objectContaining({ code: 'OTHER_CLIPS_MISSING', exitCode: 2 }));
    expect(() => draw(0, 6, 'published')).toThrowError(/6 videos are too few/);
    expect(draw(6, 7, 'published')).toHaveLength(10);
  });
});

describe('an answer', () => {
  const outputs = { answer: { dtype: 'float32' as const, shape: [1, 3], data: Float32Array.of(0, Math.log(2), Math.log(2)) }, map: { dtype: 'float32' as const, shape: [2, 4], data: new Float32Array(8).fill(0.25) } };
  const prediction = avqaPrediction('q', 0, outputs, [2, 2], { clips: 1, segments: 2, segmentSeconds: 1, classes: 3 });

  it('is the likeliest, the first of equals, with its probability', () => {
    expect(prediction.answer).toBe(1);
    expect(prediction.probabilities[1]).toBeCloseTo(0.4, 6);
    expect(prediction.grounding).toEqual({ grid: [2, 2], maps: [[0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25]] });
  });

  it('is said with the words of the question that the model does not know', () => {
    const shown = showAnswer(withQuestion(prediction, { entry: asked(1), frames: [], waveform: new Float32Array(0) }, ['<pad>', 'Is']), ['two', 'yes', 'no']);
    expect(shown.lines).toEqual(['yes 40 %, no 40 %, two 20 %', 'the model does not know: it']);
    expect(shown.values).toMatchObject({ question: 'Is it', answer: 'yes', unknownWords: ['it'] });
  });

  it('counts by all questions, by modality and by kind; groups without a question are left out', () => {
    const truths = [asked(1), asked(0), asked(1, 'How many?', ['Audio-Visual', 'Temporal'])];
    const metrics = avqaTask.metrics([prediction, prediction, prediction], truths, ['two', 'yes', 'no'], {});
    expect(metrics.values).toEqual({ overall: expect.closeTo(66.667, 2) as number, audioVisual: 100, audioVisualTemporal: 100, visual: 50, visualCounting: 50 });
    expect(groupName('Audio-Visual', 'Counting')).toBe('audioVisualCounting');
    expect(avqaTask.baselines(truths, ['two', 'yes', 'no'], {}, []).map(({ value }) => Math.round(value))).toEqual([33, 67, 67]);
  });
});
