import type { AdapterMethod } from '../../adapters/adapter-method.js';
import { noAdapter, unknownAdapter } from '../../adapters/unknown-adapter.js';
import { paperAdapterSettings } from '../../dgsct/adapter-settings.js';
import { dgsctMethod } from '../../dgsct/dgsct-method.js';
import { interleaveEncoders, type InterleavedStreams, type InterleaveSettings } from '../../dgsct/interleave.js';
import { htsatStages } from '../../encoders/htsat.js';
import { swinV2Stages } from '../../encoders/swinv2.js';
import { constant, input, type Scope } from '../../graph/leaves.js';
import { concat, expand, matmul, reduceMean, reshape } from '../../graph/operations.js';
import { GraphError, type Tensor } from '../../graph/tensor.js';
import type { ForwardContext } from '../../layers/forward-context.js';
import { overlaySettings } from '../overlay-settings.js';
import type { BatchShape } from '../task.js';
import type { AveSettings } from './ave-settings.js';
import { cmbsHead } from './cmbs-head.js';
import { temporalAttention } from './temporal-attention.js';

export interface AveInputs {
  /** One waveform a segment [B, T, samples], before repetition. */
  readonly wave: Tensor;
  /** Normalised frames [B, T, 3, H, W]. */
  readonly image: Tensor;
}

/** Declares the inputs of the network. @param samples of one segment */
export const aveInputs = ({ image }: AveSettings, { clips, segments }: BatchShape, samples: number): AveInputs => ({
  wave: input('wave', [clips, segments, samples]),
  image: input('image', [clips, segments, 3, ...image.imageSize]),
});

export interface AveOutputs {
  /** Logits [T, B, 1]; time comes first. */
  readonly isEventScores: Tensor;
  /** [B, C] */
  readonly eventScores: Tensor;
  /** [T, B, 1] in (0, 1) */
  readonly audioVisualGate: Tensor;
  /** [B, C] */
  readonly avScore: Tensor;
  readonly streams: InterleavedStreams;
  /** Pooled vectors [N, 1, C_v] and [N, 1, C_a]; n = b·T + t. */
  readonly visualPooled: Tensor;
  readonly audioPooled: Tensor;
  /** Gated sequences [T, B, d_model]. */
  readonly videoFeature: Tensor;
  readonly audioFeature: Tensor;
}

/**
 * The whole network: frozen encoders with adapters, pooling by the guided maps, temporal attention, CMBS head. spec/task-ave §2–4.
 * @param adapter the method that the settings name; the network's own (DG-SCT) need not be given
 * @throws AvtoolError ADAPTER_UNKNOWN when the settings name another method than the given one
 */
export function aveNetwork(scope: Scope, { wave, image }: AveInputs, settings: AveSettings, classes: number, context: ForwardContext, adapter?: AdapterMethod): AveOutputs {
  const [clips, segments] = image.shape;
  const rows = clips * segments;
  const encoderContext = settings.encodersTrain ? context : context.evaluating();
  const swin = swinV2Stages(scope.child('swin'), settings.image);
  const htsat = htsatStages(scope.child('htsat'), settings.audio);
  const frames = swin.patchEmbed(reshape(image, [rows, ...image.shape.slice(2)]));
  const sounds = htsat.frontEnd(repeated(reshape(wave, [rows, wave.shape[2]]), settings.soundRepeats), encoderContext);
  const streams = interleaveEncoders(scope, swin, htsat, frames, sounds, interleaveSettings(settings, adapter), context, encoderContext);
  if (settings.unusedWeights) {
    htsat.norm(streams.audioTokens);
    if (settings.adapter === dgsctMethod.name) declareTokenDownsampler(scope, settings);
  }
  const visualPooled = pooled(streams.visualTokens, streams.visualMap);
  const audioPooled = pooled(streams.audioTokens, streams.audioMap);
  const sequence = (x: Tensor): Tensor => reshape(x, [clips, segments, x.shape[2]]);
  const silenced = (x: Tensor): Tensor => expand(constant(0), x.shape);
  const temporal = temporalAttention(
    scope.child('temporal_attn'),
    settings.modality === 'audio' ? silenced(sequence(visualPooled)) : sequence(visualPooled),
    settings.modality === 'vision' ? silenced(sequence(audioPooled)) : sequence(audioPooled),
    settings.temporal,
    settings.unusedWeights,
    context,
  );
  const head = cmbsHead(scope.child('CMBS'), temporal.visual, temporal.audio, classes, settings.head.classGamma, settings.unusedWeights);
  return {
    isEventScores: head.isEventScores,
    eventScores: head.eventScores,
    audioVisualGate: temporal.audioVisualGate,
    avScore: head.avScore,
    streams,
    visualPooled,
    audioPooled,
    videoFeature: temporal.visual,
    audioFeature: temporal.audio,
  };
}

function interleaveSettings({ adapter, adaptVision, adaptAudio, visualAdapter, audioAdapter, prompt }: AveSettings, given: AdapterMethod | undefined): InterleaveSettings {
  const adapted = adapter !== noAdapter;
  const method = [given, dgsctMethod].find((candidate) => candidate?.name === adapter);
  if (adapted && method === undefined) throw unknownAdapter(adapter, [dgsctMethod.name]);
  return { method: method ?? dgsctMethod, adaptVision: adapted && adaptVision, adaptAudio: adapted && adaptAudio, visualAdapter, audioAdapter, prompt };
}

/** One vector a segment: the tokens weighted by the last spatial map, or their mean where there is none. spec/task-ave §2.1. @returns [N, 1, C] */
const pooled = (tokens: Tensor, map: Tensor | undefined): Tensor => (map === undefined ? reduceMean(tokens, [1], true) : matmul(map, tokens));

/** Each row's sound repeated along time. @param wave [N, samples] */
function repeated(wave: Tensor, times: number): Tensor {
  if (!Number.isInteger(times) || times < 1) throw new GraphError(`soundRepeats must be a whole number of at least 1, is ${times}`);
  return concat(Array.from({ length: times }, () => wave), 1);
}

/** `adapter_token_downsampler` of the published state dict: bias-free Linear layers [w/r, w/2r], never used. */
function declareTokenDownsampler(scope: Scope, { image, visualAdapter }: AveSettings): void {
  const { reduction } = overlaySettings(paperAdapterSettings, visualAdapter);
  image.depths.slice(1).forEach((_, stage) => {
    const width = image.embedDim * 2 ** (stage + 1);
    const rows = Math.floor(width / reduction);
    const columns = Math.floor(width / 2 / reduction);
    scope.child('adapter_token_downsampler').child(stage).parameter('weight', [rows, columns], { kind: 'constant', value: 0 });
  });
}
