import { dgsctMethod } from '../../dgsct/dgsct-method.js';
import { adapterGroups, ownMethod } from '../adapter-groups.js';
import type { GuidedEncoderSettings } from '../guided-encoders.js';
import { overlaySettings, requireChoice } from '../overlay-settings.js';
import { paperGuidedEncoders, requireGuidedChoices } from '../paper-encoders.js';
import type { BatchShape, ModelSettings } from '../task.js';

/** Everything about an AVE network that is not in its weights (spec/task-ave §2–4, §6). */
export interface AveSettings extends GuidedEncoderSettings {
  /** Which pooled features reach the head; the other is zero, the head keeps its size. */
  readonly modality: 'both' | 'vision' | 'audio';
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
  ...paperGuidedEncoders(dgsctMethod.settings, 10),
  modality: 'both',
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
  requireGuidedChoices(settings);
  requireChoice('modality', settings.modality, ['both', 'vision', 'audio']);
  return settings;
}

/** Samples of one segment's sound, before repetition. */
export const samplesPerSegment = ({ audio }: AveSettings, { segmentSeconds }: Pick<BatchShape, 'segmentSeconds'>): number => audio.sampleRateHz * segmentSeconds;
