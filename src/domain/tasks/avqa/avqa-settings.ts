import { paperAdapterSettings } from '../../dgsct/adapter-settings.js';
import { adapterGroups, ownMethod } from '../adapter-groups.js';
import type { GuidedEncoderSettings } from '../guided-encoders.js';
import { overlaySettings, requireChoice } from '../overlay-settings.js';
import { paperGuidedEncoders, requireGuidedChoices } from '../paper-encoders.js';
import type { BatchShape, ModelSettings } from '../task.js';
import type { NegativeRule } from './negative-frames.js';
import { publishedWords } from './published-vocabulary.js';
import type { QuestionEncoderSettings } from './question-encoder.js';

/** Everything about an AVQA network that is not in its weights, and its loss (spec/task-avqa). */
export interface AvqaSettings extends GuidedEncoderSettings {
  /** The words that questions are made of, padding first; their place is the index. Empty: made from the training questions. */
  readonly words: readonly string[];
  /** Words that are read of a question. */
  readonly questionLength: number;
  readonly question: QuestionEncoderSettings;
  /** Widths of the hidden layers that tell whether sound and picture belong together. */
  readonly matchWidths: readonly number[];
  readonly heads: number;
  readonly dropout: number;
  /** Weight of the loss that tells frames of other videos from those of the sound. */
  readonly matchingWeight: number;
  readonly negatives: NegativeRule;
  /** Declares published weights that nothing uses, for exports and counts. */
  readonly unusedWeights: boolean;
}

/** The gate on both streams, its tokens from 0 (spec/task-avqa §9 #5, recipe fixed). */
const adapter = { ...paperAdapterSettings, groups: 4, latentTokens: 2, batchNorm: false, tokenStart: 'zeros' as const, unusedWeightsOf: 'avqa' as const };

/** The paper's network: Swin-V2-L at 192 pixels, HTS-AT for AudioSet, 48 adapters, questions of 14 words. */
export const paperAvqaSettings: AvqaSettings = {
  ...paperGuidedEncoders(adapter, 10),
  words: publishedWords,
  questionLength: 14,
  question: { wordWidth: 1536, hiddenWidth: 1536, layers: 1 },
  matchWidths: [512, 256, 128],
  heads: 4,
  dropout: 0.1,
  matchingWeight: 0.5,
  negatives: 'other-video',
  unusedWeights: false,
};

/**
 * The paper's network with some settings replaced.
 * @param method the adapter method that the settings name, where it is known: it says which adapter settings there are
 * @throws AvtoolError for an unknown key or choice, naming the nearest, or a value of another type
 */
export function avqaSettings(overrides: ModelSettings, method = ownMethod(overrides)): AvqaSettings {
  const groups = method?.name === paperAvqaSettings.adapter ? {} : adapterGroups(overrides, method);
  const settings = overlaySettings({ ...paperAvqaSettings, ...groups }, overrides);
  requireGuidedChoices(settings);
  requireChoice('negatives', settings.negatives, ['other-video', 'published']);
  return settings;
}

/** Which parameters are learnt, by name: all but the encoders. */
export const avqaTrainable = (name: string): boolean => !/^(swin|htsat)\./.test(name);

/** Samples of one segment's sound, before repetition. */
export const avqaSamples = ({ audio: { sampleRateHz } }: AvqaSettings, { segmentSeconds }: Pick<BatchShape, 'segmentSeconds'>): number => sampleRateHz * segmentSeconds;
