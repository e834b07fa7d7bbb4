import { paperAdapterSettings, type AdapterSettings } from '../../dgsct/adapter-settings.js';
import { adapterGroups, ownMethod } from '../adapter-groups.js';
import { paperAveSettings, type TemporalSettings } from '../ave/ave-settings.js';
import type { GuidedEncoderSettings } from '../guided-encoders.js';
import { overlaySettings, requireChoice } from '../overlay-settings.js';
import { paperGuidedEncoders, requireGuidedChoices } from '../paper-encoders.js';
import type { BatchShape, ModelSettings } from '../task.js';

/** S4: one source, a mask on the first frame only. MS3: several sources, masks on all frames. */
export type AvsSetting = 's4' | 'ms3';

/** Everything about an AVS network that is not in its weights, and its loss (spec/task-avs). */
export interface AvsSettings extends GuidedEncoderSettings {
  readonly setting: AvsSetting;
  /** Height and width of frames and masks; frames are resized to the encoder's own size inside the network. */
  readonly frameSize: readonly [number, number];
  /** HTS-AT is learnt too (published S4, whose Fourier and mel matrices are constants here). */
  readonly trainAudioEncoder: boolean;
  /** Widths of the gates; `audioWidth` is that of the audio sequence in the whole head. */
  readonly temporal: TemporalSettings;
  readonly tpavi: TpaviSettings;
  readonly decoder: DecoderSettings;
  readonly loss: AvsLossSettings;
  /** Declares published weights that nothing uses, for exports and counts. */
  readonly unusedWeights: boolean;
}

/** Interaction of pixels and sound (spec/task-avs §5). */
export interface TpaviSettings {
  /** Stages with a block, from 0. */
  readonly stages: readonly number[];
  /** Pixels read the sound. */
  readonly audio: boolean;
  /** Pixels read all pixels. */
  readonly self: boolean;
}

export interface DecoderSettings {
  /** c: channels of every stage's map. */
  readonly channels: number;
  /** Widths of the two inner convolutions of the head. */
  readonly headWidths: readonly [number, number];
  /** A pixel sounds when its probability is above this. */
  readonly threshold: number;
}

/** Beside the cross-entropy of the masks: the features under the predicted mask should match those of the sound (spec/task-avs §6). */
export interface AvsLossSettings {
  /** λ₁; with 0 the term is not built. */
  readonly matchingWeight: number;
  readonly matchingStages: readonly number[];
  /** How the predicted mask is brought to the size of a stage. */
  readonly pooling: 'average' | 'max';
  /** MS3. Features are divided by their norms. */
  readonly normalise: boolean;
  /** MS3. The mask is 0 or 1 and lets no gradient through; not with the target `nearest-picture`. */
  readonly hardMask: boolean;
  /** MS3. The target: the row's own sound, or the picture of the other row whose sound is nearest. */
  readonly target: 'own-sound' | 'nearest-picture';
  /** MS3. */
  readonly distance: 'kl' | 'euclidean';
  /** MS3. Of the divergences of all rows (published: their sum). */
  readonly klReduction: 'sum' | 'mean';
}

const { temporal } = paperAveSettings;

/** As the paper has the setting, with the gate after the norm and on both streams (spec/task-avs §10, recipe fixed). */
const adapterOf = (reduction: number, alpha: number, beta: number, promptAsImage: boolean): AdapterSettings => ({
  ...paperAdapterSettings,
  reduction,
  alpha,
  beta,
  promptAsImage,
  batchNorm: false,
  tokenStart: 'zeros',
  layerNormBefore: false,
  unusedWeightsOf: 'avs',
});

const noMatching: AvsLossSettings = { matchingWeight: 0, matchingStages: [], pooling: 'average', normalise: false, hardMask: false, target: 'own-sound', distance: 'kl', klReduction: 'sum' };

const paperSettings = (setting: AvsSetting, adapter: AdapterSettings, gamma: number, loss: AvsLossSettings): AvsSettings => ({
  setting,
  frameSize: [224, 224],
  ...paperGuidedEncoders(adapter, 5),
  trainAudioEncoder: false,
  temporal: { ...temporal, audioWidth: 128, visualWidth: 256, modelWidth: 256, gamma },
  tpavi: { stages: [0, 1, 2, 3], audio: true, self: false },
  decoder: { channels: 256, headWidths: [128, 32], threshold: 0.5 },
  loss,
  unusedWeights: false,
});

/** The paper's networks: Swin-V2-L at 192 pixels, HTS-AT for AudioSet, 48 adapters, masks of 224 pixels. */
export const paperAvsSettings: Readonly<Record<AvsSetting, AvsSettings>> = {
  s4: paperSettings('s4', adapterOf(8, 0.3, 0.05, true), 0.05, noMatching),
  ms3: paperSettings('ms3', adapterOf(2, 0.2, 0.1, false), 0.1, { ...noMatching, matchingWeight: 0.5, matchingStages: [0, 1, 2, 3] }),
};

/**
 * The paper's network of a setting with some settings replaced.
 * @param method the adapter method that the settings name, where it is known: it says which adapter settings there are
 * @throws AvtoolError for an unknown key or choice, naming the nearest, or a value of another type
 */
export function avsSettings(setting: AvsSetting, overrides: ModelSettings, method = ownMethod(overrides)): AvsSettings {
  const paper = paperAvsSettings[setting];
  const groups = method?.name === paper.adapter ? {} : adapterGroups(overrides, method);
  const settings = overlaySettings({ ...paper, ...groups }, overrides);
  requireChoice('setting', settings.setting, [setting]);
  requireGuidedChoices(settings);
  requireChoice('loss.pooling', settings.loss.pooling, ['average', 'max']);
  requireChoice('loss.target', settings.loss.target, ['own-sound', 'nearest-picture']);
  requireChoice('loss.distance', settings.loss.distance, ['kl', 'euclidean']);
  requireChoice('loss.klReduction', settings.loss.klReduction, ['sum', 'mean']);
  return settings;
}

/** As {@link avsSettings}, of the setting that the overrides name. */
export const taskAvsSettings = (overrides: ModelSettings, method = ownMethod(overrides)): AvsSettings => avsSettings(overrides.setting === 'ms3' ? 'ms3' : 's4', overrides, method);

/** Which parameters are learnt, by name: all but the encoders. */
export const avsTrainable =
  ({ trainAudioEncoder }: Pick<AvsSettings, 'trainAudioEncoder'>) =>
  (name: string): boolean =>
    !name.startsWith('swin.') && (trainAudioEncoder || !name.startsWith('htsat.'));

/** Samples of one segment's sound, before repetition. */
export const samplesPerSegment = ({ audio: { sampleRateHz } }: AvsSettings, { segmentSeconds }: Pick<BatchShape, 'segmentSeconds'>): number => sampleRateHz * segmentSeconds;
