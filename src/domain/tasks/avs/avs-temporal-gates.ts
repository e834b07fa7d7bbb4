import type { Scope } from '../../graph/leaves.js';
import { add, mul, reduceMean, relu, reshape, sigmoid, transpose } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ForwardContext } from '../../layers/forward-context.js';
import { linear } from '../../layers/linear.js';
import { lstm } from '../../layers/lstm.js';
import { temporalDecoder, temporalEncoder } from '../../layers/temporal-encoder.js';
import type { TemporalSettings } from '../ave/ave-settings.js';

export interface GatedStages {
  /** Each [N, H, W, c]. */
  readonly maps: readonly Tensor[];
  /** [B, T, A] */
  readonly audio: Tensor;
}

/**
 * Every stage's maps gated by the sound of their segment, and the sound by the mean of the stages' gates: paper equations 5 and 7; spec/task-avs §4.
 * @param maps of the clips' segments, each [N, H, W, c] @param audio [B, T, A]
 * @param unusedWeights declares the published decoders, whose results are thrown away
 */
export function avsTemporalGates(scope: Scope, maps: readonly Tensor[], audio: Tensor, settings: TemporalSettings, unusedWeights: boolean, context: ForwardContext): GatedStages {
  const [clips, segments] = audio.shape;
  const options = { settings, unusedWeights, context };
  /** [B, T, ·] to [T, B, ·] and back. */
  const turned = (x: Tensor): Tensor => transpose(x, [1, 0, 2]);

  const stages = maps.map((map, k) => {
    const seen = reshape(reduceMean(map, [1, 2]), [clips, segments, map.shape[3]]);
    const q = context.dropout(relu(linear(scope.child('v_fc').child(k), seen, settings.visualWidth)), settings.inputDropout);
    const rnn = scope.child('audio_visual_rnn_layer').child(k);
    const r_a = lstm(rnn.child('audio_rnn'), turned(audio), settings.modelWidth / 2, { bidirectional: true }).output;
    const r_v = lstm(rnn.child('visual_rnn'), turned(q), settings.modelWidth, { bidirectional: true }).output;
    const K_v = temporalEncoder(scope.child('video_encoder').child(k), r_v, options);
    const K_a = temporalEncoder(scope.child('audio_encoder').child(k), r_a, options);
    if (unusedWeights) {
      temporalDecoder(scope.child('audio_decoder').child(k), r_a, K_v, options);
      temporalDecoder(scope.child('video_decoder').child(k), r_v, K_a, options);
    }
    const g_a = turned(sigmoid(linear(scope.child('audio_gated').child(k).child(0), K_a, 1))); // [B, T, 1]
    const g_v = turned(sigmoid(linear(scope.child('video_gated').child(k).child(0), K_v, 1)));
    return { map: gated(map, reshape(g_a, [clips * segments, 1, 1, 1]), settings.gamma), g_v };
  });
  const meanGate = mul(stages.map(({ g_v }) => g_v).reduce((sum, gate) => add(sum, gate)), 1 / stages.length);
  return { maps: stages.map(({ map }) => map), audio: gated(audio, meanGate, settings.gamma) };
}

/** x + γ g x */
const gated = (x: Tensor, gate: Tensor, gamma: number): Tensor => mul(x, add(mul(gate, gamma), 1));
