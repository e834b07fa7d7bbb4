import type { AdapterMethod } from '../adapters/adapter-method.js';
import { noAdapter, unknownAdapter } from '../adapters/unknown-adapter.js';
import { dgsctMethod } from '../dgsct/dgsct-method.js';
import { interleaveEncoders, type InterleavedStreams, type InterleaveSettings, type PromptSource } from '../dgsct/interleave.js';
import { htsatStages, type Htsat, type HtsatConfig } from '../encoders/htsat.js';
import { mixupCoefficients } from '../encoders/mixup-coefficients.js';
import { swinV2Stages, type SwinV2, type SwinV2Config } from '../encoders/swinv2.js';
import type { Scope } from '../graph/leaves.js';
import { concat, matmul, reduceMean } from '../graph/operations.js';
import { GraphError, type Tensor } from '../graph/tensor.js';
import type { ForwardContext } from '../layers/forward-context.js';
import type { ModelSettings } from './model-settings.js';

/** What the networks of all tasks on Swin-V2 and HTS-AT share. */
export interface GuidedEncoderSettings {
  readonly image: SwinV2Config;
  readonly audio: HtsatConfig;
  /** Whole repeats of each segment's sound before the audio encoder. */
  readonly soundRepeats: number;
  /** Name of the adapter method: `dgsct`, one of a plugin, or `none`. */
  readonly adapter: string;
  readonly prompt: PromptSource;
  readonly adaptVision: boolean;
  readonly adaptAudio: boolean;
  /** Settings of the adapter method. */
  readonly visualAdapter: ModelSettings;
  readonly audioAdapter: ModelSettings;
  /** Frozen encoders run in training mode (published quirk: bn0 uses and moves batch statistics, drop-path and SpecAugment act). */
  readonly encodersTrain: boolean;
  /** The spectrograms of a training batch are mixed row by row with the batch in reverse (published quirk). */
  readonly mixup?: boolean;
}

export interface GuidedEncoders {
  readonly swin: SwinV2;
  readonly htsat: Htsat;
  readonly streams: InterleavedStreams;
}

/**
 * Both frozen encoders over the segments of a batch, with the adapters between their blocks.
 * @param frames normalised, at the encoder's size [N, 3, H, W] @param waves one segment's sound a row [N, samples], before repetition
 * @param given the adapter method that the settings name; DG-SCT need not be given @param mixupLambda [N]; drawn where absent and `mixup` is set, in training
 * @throws AvtoolError ADAPTER_UNKNOWN when the settings name another method than the given one
 */
export function guidedEncoders(scope: Scope, frames: Tensor, waves: Tensor, settings: GuidedEncoderSettings, context: ForwardContext, given?: AdapterMethod, mixupLambda?: Tensor): GuidedEncoders {
  const encoderContext = settings.encodersTrain ? context : context.evaluating();
  const swin = swinV2Stages(scope.child('swin'), settings.image);
  const htsat = htsatStages(scope.child('htsat'), settings.audio);
  const lambda = mixupLambda ?? (settings.mixup === true && context.training ? mixupCoefficients(frames.shape[0], context) : undefined);
  const visual = swin.patchEmbed(frames);
  const audio = htsat.frontEnd(repeated(waves, settings.soundRepeats), encoderContext, lambda);
  return { swin, htsat, streams: interleaveEncoders(scope, swin, htsat, visual, audio, interleaveSettings(settings, given), context, encoderContext) };
}

/** One vector a segment: the tokens weighted by the last spatial map, or their mean where there is none. spec/task-ave §2.1. @returns [N, 1, C] */
export const pooledTokens = (tokens: Tensor, map: Tensor | undefined): Tensor => (map === undefined ? reduceMean(tokens, [1], true) : matmul(map, tokens));

function interleaveSettings({ adapter, adaptVision, adaptAudio, visualAdapter, audioAdapter, prompt }: GuidedEncoderSettings, given: AdapterMethod | undefined): InterleaveSettings {
  const adapted = adapter !== noAdapter;
  const method = [given, dgsctMethod].find((candidate) => candidate?.name === adapter);
  if (adapted && method === undefined) throw unknownAdapter(adapter, [dgsctMethod.name]);
  return { method: method ?? dgsctMethod, adaptVision: adapted && adaptVision, adaptAudio: adapted && adaptAudio, visualAdapter, audioAdapter, prompt };
}

/** Each row's sound repeated along time. @param wave [N, samples] */
function repeated(wave: Tensor, times: number): Tensor {
  if (!Number.isInteger(times) || times < 1) throw new GraphError(`soundRepeats must be a whole number of at least 1, is ${times}`);
  return concat(Array.from({ length: times }, () => wave), 1);
}
