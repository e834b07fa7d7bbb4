import { dgsctMethod } from '../../dgsct/dgsct-method.js';
import type { PromptSource } from '../../dgsct/interleave.js';
import type { HtsatConfig } from '../../encoders/htsat.js';
import type { SwinV2Config } from '../../encoders/swinv2.js';
import { adapterGroups, ownMethod } from '../adapter-groups.js';
import { overlaySettings, requireChoice } from '../overlay-settings.js';
import type { BatchShape, ModelSettings } from '../task.js';

/** Everything about an AVE network that is not in its weights (spec/task-ave §2–4, §6). */
export interface AveSettings {
  readonly image: SwinV2Config;
  readonly audio: HtsatConfig;
  /** Whole repeats of each segment's sound before the audio encoder (published: one second ×10). */
  readonly soundRepeats: number;
  /** Name of the adapter method: `dgsct`, one of a plugin, or `none`. Without spatial maps both streams are pooled by the mean of their tokens. */
  readonly adapter: string;
  readonly prompt: PromptSource;
  readonly adaptVision: boolean;
  readonly adaptAudio: boolean;
  /** Settings of the adapter method. */
  readonly visualAdapter: ModelSettings;
  readonly audioAdapter: ModelSettings;
  /** Which pooled features reach the head; the other is zero, the head keeps its size. */
  readonly modality: 'both' | 'vision' | 'audio';
  /** Frozen encoders run in training mode (published quirk: bn0 uses and moves batch statistics, drop-path and SpecAugment act). */
  readonly encodersTrain: boolean;
  readonly temporal: TemporalSettings;
  readonly head: HeadSettings;
  /** Declares published weights that nothing uses, for exports and counts. */
  readonly unusedWeights: boolean;
}

/** Temporal-gated attention (spec/task-ave §3). */
export interface TemporalSettings {
  /** a_dim: outputs of a_fc. */
  readonly audioWidth: number;
  /** v_dim: outputs of v_fc. */
  readonly visualWidth: number;
  /** d_model. */
  readonly modelWidth: number;
  readonly feedForward: number;
  readonly heads: number;
  readonly inputDropout: number;
  readonly dropout: number;
  /** γ of equation 7. */
  readonly gamma: number;
}

/** Localisation head (spec/task-ave §4). */
export interface HeadSettings {
  /** The head's own 0.3, not the γ of equation 7. */
  readonly classGamma: number;
  /** A segment is an event when the probability is above this. */
  readonly threshold: number;
  /** Weight of the gate term in the fixed recipe's loss (§9.1). */
  readonly gateLossWeight: number;
}

/** The paper's network: Swin-V2-L at 192 pixels, HTS-AT for AudioSet, 48 adapters. */
export const paperAveSettings: AveSettings = {
  image: {
    imageSize: [192, 192],
    patchSize: 4,
    embedDim: 192,
    depths: [2, 2, 18, 2],
    heads: [6, 12, 24, 48],
    windowSize: 12,
    mlpRatio: 4,
    dropPathRate: 0.1,
    classes: 21841,
  },
  audio: {
    specSize: 256,
    patchSize: 4,
    patchStride: [4, 4],
    embedDim: 96,
    depths: [2, 2, 6, 2],
    heads: [4, 8, 16, 32],
    windowSize: 8,
    mlpRatio: 4,
    dropPathRate: 0.1,
    classes: 527,
    sampleRateHz: 32000,
    fftSize: 1024,
    hopSize: 320,
    melBins: 64,
    minHz: 50,
    maxHz: 14000,
    lossType: 'clip_bce',
    specAugment: false,
  },
  soundRepeats: 10,
  adapter: 'dgsct',
  prompt: 'other-modality',
  adaptVision: true,
  adaptAudio: true,
  visualAdapter: dgsctMethod.settings,
  audioAdapter: dgsctMethod.settings,
  modality: 'both',
  encodersTrain: false,
  temporal: { audioWidth: 128, visualWidth: 512, modelWidth: 256, feedForward: 1024, heads: 4, inputDropout: 0.2, dropout: 0.1, gamma: 0.1 },
  head: { classGamma: 0.3, threshold: 0.5, gateLossWeight: 1 },
  unusedWeights: false,
};

/**
 * The paper's network with some settings replaced.
 * @param method the adapter method that the settings name, where it is known: it says which adapter settings there are
 * @throws AvtoolError for an unknown key or choice, naming the nearest, or a value of another type
 */
export function aveSettings(overrides: ModelSettings, method = ownMethod(overrides)): AveSettings {
  const settings = overlaySettings({ ...paperAveSettings, ...adapterGroups(overrides, method) }, overrides);
  requireChoice('prompt', settings.prompt, ['other-modality', 'zero']);
  requireChoice('modality', settings.modality, ['both', 'vision', 'audio']);
  requireChoice('audio.lossType', settings.audio.lossType, ['clip_bce', 'clip_ce']);
  return settings;
}

/** Samples of one segment's sound, before repetition. */
export const samplesPerSegment = ({ audio }: AveSettings, { segmentSeconds }: Pick<BatchShape, 'segmentSeconds'>): number => audio.sampleRateHz * segmentSeconds;
