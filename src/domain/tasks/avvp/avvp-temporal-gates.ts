import type { Scope } from '../../graph/leaves.js';
import { add, mul, sigmoid, transpose } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ForwardContext } from '../../layers/forward-context.js';
import { linear } from '../../layers/linear.js';
import { lstm } from '../../layers/lstm.js';
import { temporalEncoder, type TemporalLayerSettings } from '../../layers/temporal-encoder.js';

export interface AvvpTemporalSettings extends TemporalLayerSettings {
  /** γ of equation 7. */
  readonly gamma: number;
}

/**
 * Each modality's segments gated by the other: x + γ g x. Paper equations 5 and 7; spec/task-avvp §3.
 * Only what is used of the two directions becomes part of a graph.
 * @param visual [B, T, D] @param audio [B, T, D]
 */
export function avvpTemporalGates(scope: Scope, visual: Tensor, audio: Tensor, settings: AvvpTemporalSettings, context: ForwardContext): { gatedVisual(): Tensor; gatedAudio(): Tensor } {
  const gate = (name: 'audio' | 'video', rnn: string, sequence: Tensor): Tensor => {
    const run = lstm(scope.child('audio_visual_rnn_layer').child(rnn), sequence, settings.modelWidth, { bidirectional: true, batchFirst: true }).output;
    const encoded = temporalEncoder(scope.child(`${name}_encoder`), transpose(run, [1, 0, 2]), { settings, unusedWeights: true, context });
    return transpose(sigmoid(linear(scope.child(`${name}_gated`).child(0), encoded, 1)), [1, 0, 2]);
  };
  const gated = (x: Tensor, by: Tensor): Tensor => add(x, mul(mul(by, x), settings.gamma));
  return {
    gatedVisual: () => gated(visual, gate('audio', 'audio_rnn', audio)),
    gatedAudio: () => gated(audio, gate('video', 'visual_rnn', visual)),
  };
}
