import { z } from 'zod';
import { dgsctAdapter } from '../../../../src/domain/dgsct/adapter.js';
import { sampleFrameNumbers } from '../../../../src/domain/data/published-sampling.js';
import { constant, Scope } from '../../../../src/domain/graph/leaves.js';
import { reshape, slice } from '../../../../src/domain/graph/operations.js';
import type { Tensor, TensorValue } from '../../../../src/domain/graph/tensor.js';
import { avqaLoss, avqaTargets, type AvqaLossTerms } from '../../../../src/domain/tasks/avqa/avqa-loss.js';
import { avqaAccuracy, groupName } from '../../../../src/domain/tasks/avqa/avqa-metrics.js';
import { avqaNetwork, type AvqaInputs } from '../../../../src/domain/tasks/avqa/avqa-network.js';
import { groundingNetwork, interleavedRows, matchingLoss } from '../../../../src/domain/tasks/avqa/grounding-network.js';
import { negativeFrames } from '../../../../src/domain/tasks/avqa/negative-frames.js';
import { questionEncoder } from '../../../../src/domain/tasks/avqa/question-encoder.js';
import { encodeQuestion, questionWords, vocabularyOf } from '../../../../src/domain/tasks/avqa/question-text.js';
import type { GoldenContext, GoldenKind } from '../golden-kind.js';
import { avqaAdapter, avqaNetworkSettings } from './avqa-settings.js';
import { computeForwardCase } from './case-gradients.js';
import { inputOf, passOf, publishedLayout, tokensOf, valueOf } from './case-inputs.js';
import { numberOf } from './published-settings.js';

const lambdaOf = (golden: GoldenContext, name: string): Tensor | undefined => (golden.golden.inputs.has(name) ? inputOf(golden, name) : undefined);

export const avqaQuestionKind: GoldenKind = {
  kind: 'avqa-question',
  compute: async (golden) => {
    const { config } = golden.golden;
    const scope = Scope.root();
    const feature = questionEncoder(scope, inputOf(golden, 'question', 'int32'), numberOf(config, 'vocab_size'), numberOf(config, 'embed_size'), { wordWidth: numberOf(config, 'word_embed_size'), hiddenWidth: numberOf(config, 'hidden_size'), layers: numberOf(config, 'num_layers') });
    const outputs = { question_feature: feature };
    return computeForwardCase(golden, { outputs, loss: golden.cotangentLoss(outputs), scope });
  },
};

export const avqaAdapterKind: GoldenKind = {
  kind: 'avqa-adapter',
  compute: async (golden) => {
    const { config } = golden.golden;
    const scope = Scope.root();
    const context = passOf(config.train);
    const inputs = { x: inputOf(golden, 'x'), prompt: inputOf(golden, 'prompt') };
    const options = { num_tokens: 2, is_bn: Number(config.batch_norm), is_multimodal: 1, is_before_layernorm: 1, is_post_layernorm: 1, ...config };
    const { residual, spatialMap } = dgsctAdapter(scope, tokensOf(inputs.x), tokensOf(inputs.prompt), avqaAdapter(options, config.gate === true), context);
    const outputs = { output: publishedLayout(residual), ...(spatialMap && { spatial_map: spatialMap }) };
    return computeForwardCase(golden, { outputs, loss: golden.cotangentLoss(outputs), inputs, scope, context });
  },
};

export const avqaGroundingKind: GoldenKind = {
  kind: 'avqa-grounding',
  compute: async (golden) => {
    const { config } = golden.golden;
    const scope = Scope.root();
    const context = passOf(config.train);
    const [audio, visual] = [inputOf(golden, 'audio'), inputOf(golden, 'visual')];
    const [items, , samples] = audio.shape;
    const of = (x: Tensor, place: number, shape: readonly number[]): Tensor => reshape(slice(x, 1, place, place + 1), [items, ...shape]);
    const pictures = visual.shape.slice(2);
    const result = groundingNetwork(scope, of(audio, 0, [samples]), of(visual, 0, pictures), of(visual, 1, pictures), avqaNetworkSettings(config), context, lambdaOf(golden, 'mixup_lambda'));
    const loss = matchingLoss(result.match);
    const twice = reshape(interleavedRows(result.audioPooled, result.audioPooled), [items, 2, result.audioPooled.shape[1]]);
    return computeForwardCase(golden, { outputs: { match_logits: result.match, loss, audio_pooled_twice: twice, grounded_tanh: result.grounded.inner }, loss, scope, context });
  },
};

const lossOutputs = ({ answer, matching, loss }: AvqaLossTerms): Record<string, Tensor> => ({ loss_qa: answer, loss, ...(matching && { loss_match: matching }) });

/** Answers and labels as the graph takes them. */
const wholeNumbers = ({ shape, data }: TensorValue): TensorValue => ({ dtype: 'int32', shape, data: Int32Array.from(data) });

export const avqaLossKind: GoldenKind = {
  kind: 'avqa-loss',
  compute: async (golden) => {
    const { config } = golden.golden;
    const inputs = { out_qa: inputOf(golden, 'out_qa'), out_match_posi: inputOf(golden, 'out_match_posi'), out_match_nega: inputOf(golden, 'out_match_nega') };
    const terms = avqaLoss(inputs.out_qa, { positive: inputs.out_match_posi, negative: inputs.out_match_nega }, avqaTargets({ clips: numberOf(config, 'B') }), numberOf(config, 'match_weight'));
    const match = interleavedRows(inputs.out_match_posi, inputs.out_match_nega);
    const label = constant(Array.from({ length: match.shape[0] }, (_, row) => 1 - (row % 2)), [match.shape[0]]);
    return computeForwardCase(golden, { outputs: { ...lossOutputs(terms), out_match: match, match_label: label }, loss: terms.loss, inputs, extraInputs: { answers: wholeNumbers(valueOf(golden, 'target')) }, scope: Scope.root() });
  },
};

/** The inputs of a network by the names of a case, those of a step after `prefix`. */
export function avqaCaseInputs(golden: GoldenContext, prefix = ''): AvqaInputs {
  const mixupLambda = lambdaOf(golden, `${prefix}mixup_lambda`);
  return { wave: inputOf(golden, `${prefix}audio`), image: inputOf(golden, `${prefix}visual_posi`), negative: inputOf(golden, `${prefix}visual_nega`), question: inputOf(golden, `${prefix}question`, 'int32'), ...(mixupLambda && { mixupLambda }) };
}

export const avqaModelKind: GoldenKind = {
  kind: 'avqa-model',
  compute: async (golden) => {
    const { config, inputs } = golden.golden;
    const training = inputs.has('target');
    const scope = Scope.root();
    const context = passOf(training);
    const settings = avqaNetworkSettings(config);
    const network = avqaNetwork(scope, avqaCaseInputs(golden), settings, numberOf(config, 'answers'), context);
    const { positive, negative, negativeTokens } = network;
    if (negative === undefined || negativeTokens === undefined) throw new Error('the golden case has negative frames');
    const outputs = {
      out_qa: network.answer,
      out_match_posi: positive.match,
      out_match_nega: negative.match,
      visual_tokens_posi: network.streams.visualTokens,
      visual_tokens_nega: negativeTokens,
      question_feature: network.questionFeature,
      audio_pooled: network.audioPooled,
      visual_attended: network.visualAttended,
      audio_attended: network.audioAttended,
      fused: network.fused,
    };
    if (!training) return computeForwardCase(golden, { outputs, scope });
    const terms = avqaLoss(network.answer, { positive: positive.match, negative: negative.match }, avqaTargets({ clips: network.answer.shape[0] }), settings.matchingWeight);
    return computeForwardCase(golden, { outputs: { ...outputs, ...lossOutputs(terms) }, loss: terms.loss, extraInputs: { answers: wholeNumbers(valueOf(golden, 'target')) }, scope, context });
  },
};

const record = z.object({ video_id: z.string(), question_content: z.string(), templ_values: z.string(), anser: z.string() });
const sampleConfig = z.object({ train_records: z.array(record), records: z.array(record), frames_on_disk: z.record(z.string(), z.number()), video_order: z.array(z.string()), max_len: z.number() });
const segments = 10;

export const avqaSampleKind: GoldenKind = {
  kind: 'avqa-sample',
  compute: (golden) => {
    const config = sampleConfig.parse(golden.golden.config);
    const wordsOf = ({ question_content: template, templ_values: values }: z.infer<typeof record>): string[] => questionWords(template, z.array(z.string()).parse(JSON.parse(values)), 'last-character');
    const vocabulary = vocabularyOf(config.train_records.map(wordsOf));
    const answers = [...new Set(config.train_records.map(({ anser }) => anser))];
    const questions = config.records.map((row) => encodeQuestion(wordsOf(row), vocabulary, config.max_len));
    const numbers = valueOf(golden, 'random_integers').data;
    const used = valueOf(golden, 'random_integers_used').data;
    let next = 0;
    const negatives = config.records.map(({ video_id }, row) => {
      const before = next;
      const drawn = negativeFrames(config.video_order.indexOf(video_id), config.video_order.length, segments, () => Number(numbers[next++]), 'published');
      if (next - before !== Number(used[row])) throw new Error(`record ${row} used ${next - before} random integers instead of ${String(used[row])}`);
      // The case names the file of the drawn frame, not its place among the ten.
      return drawn.flatMap(({ media, frame }) => [media, sampleFrameNumbers(config.frames_on_disk[config.video_order[media]], segments)[frame]]);
    });
    const value = (data: readonly number[], shape: readonly number[]): TensorValue => ({ dtype: 'int32', shape, data: Int32Array.from(data) });
    const rows = config.records.length;
    return Promise.resolve({
      expected: {
        question: value(questions.flatMap(({ indices }) => indices), [rows, config.max_len]),
        question_length: value(questions.map(({ indices }) => indices.length), [rows]),
        label: value(config.records.map(({ anser }) => answers.indexOf(anser)), [rows]),
        positive_frames: value(config.records.flatMap(({ video_id }) => sampleFrameNumbers(config.frames_on_disk[video_id], segments)), [rows, segments]),
        negatives: value(negatives.flat(), [rows, segments, 2]),
      },
      gradients: {},
    });
  },
};

export const metricAvqaKind: GoldenKind = {
  kind: 'metric-avqa',
  compute: (golden) => {
    const types = z.array(z.tuple([z.string(), z.string()])).parse(golden.golden.config.type_names);
    const [type, target, predicted] = ['type', 'target', 'predicted'].map((name) => Array.from(valueOf(golden, name).data, Number));
    const { overall, groups } = avqaAccuracy(type.map((index, row) => ({ kind: types[index], right: target[row] === predicted[row] })));
    const percent = (share: number | undefined): TensorValue => ({ dtype: 'float32', shape: [1], data: Float64Array.of(100 * (share ?? 0)) });
    const nameOf = (modality: string, kind?: string): string => `${modality === 'Audio-Visual' && kind !== undefined ? 'av' : modality.toLowerCase().replace('-', '_')}${kind === undefined ? '' : `_${kind.toLowerCase()}`}`;
    const expected = Object.fromEntries(types.flatMap(([modality, kind]) => [[nameOf(modality), percent(groups.get(groupName(modality)))], [nameOf(modality, kind), percent(groups.get(groupName(modality, kind)))]]));
    return Promise.resolve({ expected: { ...expected, overall: percent(overall) }, gradients: {} });
  },
};
