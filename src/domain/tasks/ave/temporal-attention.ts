import type { Scope } from '../../graph/leaves.js';
import { add, mul, relu, sigmoid, transpose } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ForwardContext } from '../../layers/forward-context.js';
import { linear } from '../../layers/linear.js';
import { lstm } from '../../layers/lstm.js';
import { temporalDecoder, temporalEncoder } from '../../layers/temporal-encoder.js';
import type { TemporalSettings } from './ave-settings.js';

/** All sequences are segment-first [T, B, ·]. */
export interface TemporalAttentionOutput {
  /** Q_v (1 + γ g_a) and Q_a (1 + γ g_v) [T, B, d_model]. */
  readonly visual: Tensor;
  readonly audio: Tensor;
  /** g_a · g_v in (0, 1) [T, B, 1]. */
  readonly audioVisualGate: Tensor;
  /** What leads there, for inspection. */
  readonly inner: Readonly<Record<'audioProjected' | 'visualProjected' | 'audioRnn' | 'visualRnn' | 'videoKeyValue' | 'audioQuery' | 'audioKeyValue' | 'videoQuery' | 'audioGate' | 'videoGate', Tensor>>;
}

/**
 * Temporal attention with gates from the other modality: paper equations 5 and 7; spec/task-ave §3.
 * @param v pooled visual features [B, T, C_v]
 * @param a pooled audio features [B, T, C_a]
 */
export function temporalAttention(scope: Scope, v: Tensor, a: Tensor, settings: TemporalSettings, unusedWeights: boolean, context: ForwardContext): TemporalAttentionOutput {
  const audioProjected = linear(scope.child('a_fc'), a, settings.audioWidth);
  const visualProjected = linear(scope.child('v_fc'), v, settings.visualWidth);
  const rnn = scope.child('audio_visual_rnn_layer');
  const v0 = context.dropout(relu(visualProjected), settings.inputDropout);
  const audioRnn = lstm(rnn.child('audio_rnn'), audioProjected, settings.modelWidth / 2, { bidirectional: true, batchFirst: true }).output;
  const visualRnn = lstm(rnn.child('visual_rnn'), v0, settings.modelWidth, { bidirectional: true, batchFirst: true }).output;
  const r_a = transpose(audioRnn, [1, 0, 2]);
  const r_v = transpose(visualRnn, [1, 0, 2]);
  const options = { settings, unusedWeights, context };
  const K_v = temporalEncoder(scope.child('video_encoder'), r_v, options);
  const Q_a = temporalDecoder(scope.child('audio_decoder'), r_a, K_v, options);
  const K_a = temporalEncoder(scope.child('audio_encoder'), r_a, options);
  const Q_v = temporalDecoder(scope.child('video_decoder'), r_v, K_a, options);
  const g_a = sigmoid(linear(scope.child('audio_gated').child(0), K_a, 1));
  const g_v = sigmoid(linear(scope.child('video_gated').child(0), K_v, 1));
  const gated = (query: Tensor, gate: Tensor): Tensor => mul(query, add(mul(gate, settings.gamma), 1));
  return {
    visual: gated(Q_v, g_a),
    audio: gated(Q_a, g_v),
    audioVisualGate: mul(g_a, g_v),
    inner: { audioProjected, visualProjected, audioRnn, visualRnn, videoKeyValue: K_v, audioQuery: Q_a, audioKeyValue: K_a, videoQuery: Q_v, audioGate: g_a, videoGate: g_v },
  };
}
