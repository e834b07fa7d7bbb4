import type { AdapterMethod } from '../../adapters/adapter-method.js';
import type { InterleavedStreams } from '../../dgsct/interleave.js';
import { swinV2Features } from '../../encoders/swinv2.js';
import { input, type Scope } from '../../graph/leaves.js';
import { add, concat, mul, reduceMean, relu, reshape, tanh, transpose } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ForwardContext } from '../../layers/forward-context.js';
import { layerNorm } from '../../layers/layer-norm.js';
import { linear } from '../../layers/linear.js';
import { multiHeadAttention } from '../../layers/multi-head-attention.js';
import { guidedEncoders, pooledTokens } from '../guided-encoders.js';
import type { BatchShape } from '../task.js';
import type { AvqaSettings } from './avqa-settings.js';
import { questionEncoder } from './question-encoder.js';
import { groundSound, soundVector, type Grounded } from './spatial-grounding.js';

export interface AvqaInputs {
  /** One waveform a segment [B, T, samples], before repetition. */
  readonly wave: Tensor;
  /** Normalised frames [B, T, 3, H, W]. */
  readonly image: Tensor;
  /** One frame of another video a segment [B, T, 3, H, W], where they are told apart. */
  readonly negative?: Tensor | undefined;
  /** Word indices [B, L], int32. */
  readonly question: Tensor;
  /** λ of each row's sound [N]; where it is absent, training with the setting `mixup` draws them. */
  readonly mixupLambda?: Tensor;
}

/** Declares the inputs of the network. @param samples of one segment @param withNegatives in training */
export const avqaInputs = ({ image: { imageSize }, questionLength }: AvqaSettings, { clips, segments }: BatchShape, samples: number, withNegatives: boolean): AvqaInputs => ({
  wave: input('wave', [clips, segments, samples]),
  image: input('image', [clips, segments, 3, ...imageSize]),
  ...(withNegatives && { negative: input('negative', [clips, segments, 3, ...imageSize]) }),
  question: input('question', [clips, questionLength], 'int32'),
});

export interface AvqaOutputs {
  /** Logits [B, A]. */
  readonly answer: Tensor;
  /** The frames of the video, seen through its sound. */
  readonly positive: Grounded;
  /** Frames of other videos, seen through it; absent without them. */
  readonly negative: Grounded | undefined;
  readonly streams: InterleavedStreams;
  readonly negativeTokens: Tensor | undefined;
  /** [B, C], [B, T, C_a], [B, C], [B, C], [B, C]: for inspection. */
  readonly questionFeature: Tensor;
  readonly audioPooled: Tensor;
  readonly visualAttended: Tensor;
  readonly audioAttended: Tensor;
  readonly fused: Tensor;
}

/**
 * The whole network: frozen encoders with adapters, sound grounded in the picture, the question over time, the answer. spec/task-avqa §3.
 * @param adapter the method that the settings name; the network's own (DG-SCT) need not be given
 * @throws AvtoolError ADAPTER_UNKNOWN when the settings name another method than the given one
 */
export function avqaNetwork(scope: Scope, { wave, image, negative, question, mixupLambda }: AvqaInputs, settings: AvqaSettings, answers: number, context: ForwardContext, adapter?: AdapterMethod): AvqaOutputs {
  const [clips, segments, ...pictureShape] = image.shape;
  const rows = clips * segments;
  const { swin, htsat, streams } = guidedEncoders(scope, reshape(image, [rows, ...pictureShape]), reshape(wave, [rows, wave.shape[2]]), settings, context, adapter, mixupLambda);
  if (settings.unusedWeights) htsat.norm(streams.audioTokens);
  const width = streams.visualTokens.shape[2];
  const audioWidth = streams.audioTokens.shape[2];
  const audioPooled = reshape(pooledTokens(streams.audioTokens, streams.audioMap), [rows, audioWidth]);
  const u = soundVector(scope, audioPooled, width);
  const positive = groundSound(scope, streams.visualTokens, u, settings.matchWidths);
  const encoderContext = settings.encodersTrain ? context : context.evaluating();
  const negativeTokens = negative === undefined ? undefined : swinV2Features(swin, reshape(negative, [rows, ...pictureShape]), encoderContext).features;
  const other = negativeTokens === undefined ? undefined : groundSound(scope, negativeTokens, u, settings.matchWidths);

  const q = questionEncoder(scope.child('question_encoder'), question, settings.words.length, width, settings.question);
  const seen = reshape(positive.features, [clips, segments, width]);
  const heard = reshape(u, [clips, segments, width]);
  const attended = (name: 'v' | 'a', sequence: Tensor): Tensor => attendedByQuestion(scope, name, q, sequence, settings, context);
  const [v, s] = [attended('v', seen), attended('a', heard)];
  const fused = linear(scope.child('fc_fusion'), tanh(concat([add(s, reduceMean(heard, [1])), add(v, reduceMean(seen, [1]))], 1)), width);
  const answer = linear(scope.child('fc_ans'), tanh(mul(fused, q)), answers);
  if (settings.unusedWeights) declareUnused(scope, audioPooled, q);
  return { answer, positive, negative: other, streams, negativeTokens, questionFeature: q, audioPooled: reshape(audioPooled, [clips, segments, audioWidth]), visualAttended: v, audioAttended: s, fused };
}

/** The question asks a sequence, then a feed-forward layer with its own norm. spec/task-avqa §3.8. @param q [B, C] @param sequence [B, T, C] @returns [B, C] */
function attendedByQuestion(scope: Scope, name: 'v' | 'a', q: Tensor, sequence: Tensor, { heads, dropout }: AvqaSettings, context: ForwardContext): Tensor {
  const [clips, , width] = sequence.shape;
  const keys = transpose(sequence, [1, 0, 2]);
  const query = reshape(q, [1, clips, width]);
  const x = reshape(multiHeadAttention(scope.child(`attn_${name}`), query, keys, keys, { heads, dropout, context }).output, [clips, width]);
  const layer = name === 'v' ? 1 : 2;
  const hidden = context.dropout(relu(linear(scope.child(`linear${layer}1`), x, width)), dropout);
  return layerNorm(scope.child(`norm${layer}`), add(x, context.dropout(linear(scope.child(`linear${layer}2`), hidden, width), dropout)));
}

/** Weights of the published state dict that no equation uses. */
function declareUnused(scope: Scope, audioPooled: Tensor, q: Tensor): void {
  const width = q.shape[1];
  linear(scope.child('fc_a2_pure'), linear(scope.child('fc_a1_pure'), audioPooled, width), width);
  layerNorm(scope.child('norm3'), q);
}
