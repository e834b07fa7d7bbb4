import { paperAdapterSettings } from '../../dgsct/adapter-settings.js';
import { adapterGroups, ownMethod } from '../adapter-groups.js';
import type { GuidedEncoderSettings } from '../guided-encoders.js';
import { overlaySettings, requireChoice } from '../overlay-settings.js';
import { paperGuidedEncoders, requireGuidedChoices } from '../paper-encoders.js';
import type { BatchShape, ModelSettings } from '../task.js';
import type { Assignment } from './assignment.js';
import type { AvvpTemporalSettings } from './avvp-temporal-gates.js';

/** Everything about an AVVP network that is not in its weights, and its loss (spec/task-avvp). */
export interface AvvpSettings extends GuidedEncoderSettings {
  /** D: width of both sequences and all groups. */
  readonly width: number;
  /** h: heads of the grouping network. */
  readonly heads: number;
  readonly audioDepth: number;
  readonly visualDepth: number;
  readonly audioVisualDepth: number;
  readonly dropPath: number;
  /** Within a modality, and across. */
  readonly unimodalAssignment: Assignment;
  readonly crossmodalAssignment: Assignment;
  /** How class tokens start: 0 (published), or normal with deviation 0.02. */
  readonly classTokenStart: 'zeros' | 'normal';
  /** The audio sequence that goes on is gated too (published: the gate is computed and thrown away, §10 #1). */
  readonly gateAudio: boolean;
  readonly temporal: AvvpTemporalSettings;
  /** Width of motion features (R(2+1)D-18: 512); 0: the network has no place for them. */
  readonly motionWidth: number;
  readonly loss: AvvpLossSettings;
  readonly decode: AvvpDecodeSettings;
  /** Declares published weights that nothing uses, for exports and counts. */
  readonly unusedWeights: boolean;
}

export interface AvvpLossSettings {
  /** The weak label's share in the target of each modality; the rest is ½. */
  readonly audioSmoothing: number;
  readonly visualSmoothing: number;
}

export interface AvvpDecodeSettings {
  /** A class is on, and a second has it, from this probability on. */
  readonly threshold: number;
}

const adapter = { ...paperAdapterSettings, unusedWeightsOf: 'avvp' as const };

/** The paper's network: Swin-V2-L at 192 pixels, HTS-AT for AudioSet, 48 adapters, grouping of width 128. */
export const paperAvvpSettings: AvvpSettings = {
  ...paperGuidedEncoders(adapter, 10),
  width: 128,
  heads: 8,
  audioDepth: 3,
  visualDepth: 3,
  audioVisualDepth: 6,
  dropPath: 0.1,
  unimodalAssignment: 'soft',
  crossmodalAssignment: 'soft',
  classTokenStart: 'zeros',
  gateAudio: false,
  temporal: { modelWidth: 64, feedForward: 1024, heads: 4, dropout: 0.1, gamma: 0.05 },
  motionWidth: 512,
  loss: { audioSmoothing: 1, visualSmoothing: 0.9 },
  decode: { threshold: 0.5 },
  unusedWeights: false,
};

/**
 * The paper's network with some settings replaced.
 * @param method the adapter method that the settings name, where it is known: it says which adapter settings there are
 * @throws AvtoolError for an unknown key or choice, naming the nearest, or a value of another type
 */
export function avvpSettings(overrides: ModelSettings, method = ownMethod(overrides)): AvvpSettings {
  const groups = method?.name === paperAvvpSettings.adapter ? {} : adapterGroups(overrides, method);
  const settings = overlaySettings({ ...paperAvvpSettings, ...groups }, overrides);
  requireGuidedChoices(settings);
  requireChoice('unimodalAssignment', settings.unimodalAssignment, ['soft', 'hard']);
  requireChoice('crossmodalAssignment', settings.crossmodalAssignment, ['soft', 'hard']);
  requireChoice('classTokenStart', settings.classTokenStart, ['zeros', 'normal']);
  return settings;
}

/** Which parameters are learnt, by name: all but the encoders. */
export const avvpTrainable = (name: string): boolean => !/^(swin|htsat)\./.test(name);

/** Samples of one segment's sound, before repetition. */
export const avvpSamples = ({ audio: { sampleRateHz } }: AvvpSettings, { segmentSeconds }: Pick<BatchShape, 'segmentSeconds'>): number => sampleRateHz * segmentSeconds;
